/** A cue as both translate and burn carry it; times are `HH:MM:SS,mmm`, the index starts at 1. */
export interface VtCue {
  index: number
  start_time: string
  end_time: string
  text: string
}

/** SRT's form of seconds. */
export function cueTime(seconds: number): string {
  const ms = Math.round(seconds * 1000)
  const part = (value: number, digits: number): string =>
    String(Math.floor(value)).padStart(digits, '0')
  return `${part(ms / 3_600_000, 2)}:${part((ms / 60_000) % 60, 2)}:${part((ms / 1000) % 60, 2)},${part(ms % 1000, 3)}`
}

/** The list as it came; undefined where a cue lacks one of its four members. Times may have a comma or a dot. */
export function readCues(value: unknown): VtCue[] | undefined {
  return Array.isArray(value) && value.every(isCue) ? value : undefined
}

const TIME = /^\d+:\d{2}:\d{2}[,.]\d{3}$/

function isCue(value: unknown): value is VtCue {
  if (typeof value !== 'object' || value === null) return false
  const { index, start_time, end_time, text }: Partial<Record<string, unknown>> = { ...value }
  const times = [start_time, end_time].every((time) => typeof time === 'string' && TIME.test(time))
  return Number.isSafeInteger(index) && times && typeof text === 'string'
}
