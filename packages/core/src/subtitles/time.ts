// The last moment the writers can say: 99999:59:59.999, some eleven years.
const MAX_MILLISECONDS = 99_999 * 3_600_000 + 3_599_999

/**
 * Seconds to whole milliseconds, the grid of SRT and WebVTT.
 * Not-a-number and negative times become 0 and too large ones (also `Infinity`, an unbounded VTTCue) the last
 * writable moment: a time that cannot be written must not cost the text that goes with it.
 */
export function toMilliseconds(seconds: number): number {
  if (!(seconds > 0)) return 0
  return Math.min(Math.round(seconds * 1000), MAX_MILLISECONDS)
}

/** Seconds as `HH:MM:SS,mmm`; hours grow beyond two digits. */
export function formatSrtTime(seconds: number): string {
  return clock(toMilliseconds(seconds), ',')
}

/** Seconds as `HH:MM:SS.mmm`; hours grow beyond two digits. Source: WebVTT 3.1, WebVTT timestamp. */
export function formatVttTime(seconds: number): string {
  return clock(toMilliseconds(seconds), '.')
}

/** Reads an SRT time as tolerantly as `readLooseTime`; `undefined` when the text is anything else. */
export function parseSrtTime(text: string): number | undefined {
  const trimmed = text.trim()
  const time = readLooseTime(trimmed, 0)
  return time?.next === trimmed.length ? time.seconds : undefined
}

/** Reads a WebVTT timestamp strictly; `undefined` when the text is anything else. */
export function parseVttTime(text: string): number | undefined {
  const time = readVttTime(text, 0)
  return time?.next === text.length ? time.seconds : undefined
}

/** A time found in a text, and the position behind it. */
export interface TimeRead {
  seconds: number
  next: number
}

/**
 * Reads `[H..:]M..:S..[,mmm]` at `from` the way SRT files in the wild write it: spaces around the separators, one to
 * any number of digits, a dot, comma, colon or nothing before the fraction. `,5` is half a second. `-` reads as 0.
 */
export function readLooseTime(text: string, from: number): TimeRead | undefined {
  let at = skipBlanks(text, from)
  const negative = text[at] === '-'
  if (negative) at += 1
  const fields: number[] = []
  let next = at
  for (;;) {
    const stop = skipDigits(text, at)
    if (stop === at) break
    if (fields.length === 3) return finish(fields, fraction(text, at, stop), stop, negative)
    fields.push(Number(text.slice(at, stop)))
    next = stop
    const separator = skipBlanks(text, stop)
    const sign = text[separator]
    if (sign === ':') {
      at = skipBlanks(text, separator + 1)
    } else if (sign === ',' || sign === '.') {
      const digits = skipBlanks(text, separator + 1)
      const end = skipDigits(text, digits)
      return finish(
        fields,
        fraction(text, digits, end),
        end === digits ? separator + 1 : end,
        negative,
      )
    } else break
  }
  return finish(fields, 0, next, negative)
}

/** Reads a timestamp at `from` by the rules of WebVTT 6.4, "collect a WebVTT timestamp". */
export function readVttTime(text: string, from: number): TimeRead | undefined {
  const first = skipDigits(text, from)
  if (first === from || text[first] !== ':') return undefined
  const second = skipDigits(text, first + 1)
  if (second !== first + 3) return undefined
  const fields = [Number(text.slice(from, first)), Number(text.slice(first + 1, second))]
  let at = second
  // More than two digits, or more than 59, can only be hours; then a third field has to follow.
  const hours = first - from !== 2 || (fields[0] ?? 0) > 59
  if (hours || text[at] === ':') {
    if (text[at] !== ':') return undefined
    const third = skipDigits(text, at + 1)
    if (third !== at + 3) return undefined
    fields.push(Number(text.slice(at + 1, third)))
    at = third
  }
  if (text[at] !== '.') return undefined
  const end = skipDigits(text, at + 1)
  if (end !== at + 4) return undefined
  if (fields.slice(-2).some((field) => field > 59)) return undefined
  return finish(fields, Number(text.slice(at + 1, end)), end, false)
}

function finish(
  fields: number[],
  milliseconds: number,
  next: number,
  negative: boolean,
): TimeRead | undefined {
  if (fields.length < 2) return undefined
  let seconds = 0
  for (const field of fields) seconds = seconds * 60 + field
  const total = Math.min(seconds * 1000 + milliseconds, MAX_MILLISECONDS)
  return { seconds: negative ? 0 : total / 1000, next }
}

function fraction(text: string, from: number, to: number): number {
  if (from === to) return 0
  // Digits beyond the grid are cut, not rounded: 59,9999 must not become the next minute.
  return Number(text.slice(from, Math.min(to, from + 3)).padEnd(3, '0'))
}

function clock(total: number, point: ',' | '.'): string {
  const hours = Math.floor(total / 3_600_000)
  const minutes = Math.floor(total / 60_000) % 60
  const seconds = Math.floor(total / 1000) % 60
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${point}${pad(total % 1000, 3)}`
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, '0')
}

function skipDigits(text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) break
    at += 1
  }
  return at
}

function skipBlanks(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at += 1
  return at
}
