/** What was asked for: the fault's name and its value, `''` where it has none. */
export type Faults = ReadonlyMap<string, string>

interface Known {
  /** Whether a value of the fault is one it can have. */
  takes: RegExp
  most?: number
  /** Said of a value it cannot have. */
  wants: string
}

const number = (least: number, most: number): Known => ({
  takes: /^\d+$/,
  most,
  wants: `a whole number from ${least} to ${most}`,
})
const text = (takes: RegExp, wants: string): Known => ({ takes, wants })
const bare = text(/^/, 'nothing')
const VISIBLE = /^[\x21-\x7e]+$/

const FAULTS = new Map<string, Known>([
  ['status', { ...number(400, 599), takes: /^[45]\d\d$/ }],
  ['retry-after', text(/^[\x20-\x7e]*$/, 'the text of the header')],
  ['delay', number(0, 600_000)],
  ['hang', bare],
  ['reset-before-body', bare],
  ['reset-after-body', bare],
  ['html', bare],
  ['redirect', text(VISIBLE, 'a link or path')],
  ['truncate', bare],
  ['drip', { ...number(1, 1_000_000_000), takes: /^[1-9]\d*$/ }],
  ['content-type', text(/^[\x20-\x7e]+$/, 'a media type')],
  ['endless-queue', bare],
  ['vanish', { ...number(0, 1000), takes: /^\d*$/ }],
  ['backwards', bare],
  ['task-status', text(VISIBLE, 'a word')],
])

/**
 * Reads faults joined by `;`, e.g. `status=429;retry-after=1`. Undefined without any; a string says what is wrong.
 * Each is told in the table of the README.
 */
export function parseFaults(asked: string | null | undefined): Faults | string | undefined {
  if (asked === null || asked === undefined) return undefined
  const faults = new Map<string, string>()
  for (const part of asked.split(';')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part.trim()) ?? []
    const known = FAULTS.get(name)
    if (known === undefined) {
      return `x-emulator-fault: there is no fault "${name}". Known: ${[...FAULTS.keys()].join(', ')}.`
    }
    if (!known.takes.test(value) || Number(value) > (known.most ?? Infinity)) {
      return `x-emulator-fault: ${name} has to be ${known.wants}.`
    }
    faults.set(name, value)
  }
  return faults
}
