const TIME = /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?\s*$/

/** Seconds of a cue time: `00:01:02,500` (302.AI's burn page), `00:01:02.500` (its app), or a plain number. Undefined if neither. */
export function parseCueTime(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined
  if (typeof value !== 'string') return undefined
  const clock = TIME.exec(value)
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock
    const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
    return Number(`${whole}.${fraction || '0'}`)
  }
  return /^\s*\d+(?:[.,]\d+)?\s*$/.test(value) ? Number(value.replace(',', '.')) : undefined
}
