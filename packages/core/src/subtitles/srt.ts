import type { Cue } from '../schemas/cue.ts'
import type { Diagnostic, ParsedSubtitles } from './diagnostics.ts'
import { isBlank, normaliseSource } from './source.ts'
import { escapeSrtText, readSrtText } from './srt-text.ts'
import { formatSrtTime, readLooseTime } from './time.ts'
import { toWritableCue } from './writable-cue.ts'

export interface SrtOptions {
  /** Line end; some television sets want `"\r\n"`. Default `"\n"`. */
  newline?: '\n' | '\r\n'
}

/**
 * Cues as SubRip text, numbered from 1. Carries times and lines only; `id`, `speaker`, `words` and `settings` have no
 * place in SRT. What cannot stand in a file is normalised as `toWritableCue` tells.
 */
export function formatSrt(cues: readonly Cue[], options: SrtOptions = {}): string {
  const newline = options.newline ?? '\n'
  const blocks = cues.map((cue, index) => {
    const { start, end, lines } = toWritableCue(cue)
    const time = `${formatSrtTime(start)} --> ${formatSrtTime(end)}`
    return [String(index + 1), time, ...lines.map(escapeSrtText), ''].join(newline)
  })
  return blocks.join(newline)
}

/**
 * Reads SubRip text as it is found in the wild; SRT has no standard, so nothing throws and what had to be guessed or
 * left out is told in `diagnostics`. A cue ends where the next time line begins: blank lines inside it, a missing
 * index and a missing blank line before the next cue do no harm. An end before its start is kept as written.
 */
export function parseSrt(text: string): ParsedSubtitles {
  const source = normaliseSource(text)
  const cues: Cue[] = []
  const diagnostics: Diagnostic[] = []
  let open: Cue | undefined
  let sawTime = false
  let indexed = false
  let pending: string[] = []
  let line = 0
  let arrow = source.indexOf('-->')

  const close = (before: number) => {
    if (open !== undefined) {
      open.lines = pending.map(readSrtText).filter((part) => !isBlank(part))
      cues.push(open)
    } else if (!sawTime && pending.some((part) => !isBlank(part))) {
      diagnostics.push(
        remark('text_outside_cue', 'Text before the first time line.', before, 1, 'error'),
      )
    }
    pending = []
  }

  for (let start = 0; start <= source.length;) {
    line += 1
    const found = source.indexOf('\n', start)
    const end = found === -1 ? source.length : found
    if (arrow !== -1 && arrow < start) arrow = source.indexOf('-->', start)
    const content = source.slice(start, end)
    const timing = arrow !== -1 && arrow < end ? readTiming(content, arrow - start) : undefined
    if (timing === undefined || (timing === 'broken' && !startsBlock(pending))) {
      pending.push(content)
    } else {
      indexed = takeIndex(pending, indexed, sawTime)
      close(Math.max(1, line - 1))
      sawTime = true
      open = timing === 'broken' ? undefined : { ...timing, lines: [] }
      if (timing === 'broken') {
        diagnostics.push(
          remark('invalid_time', 'Unreadable time line; its cue is left out.', line, 1, 'error'),
        )
      } else if (timing.end < timing.start) {
        diagnostics.push(
          remark('end_before_start', 'The cue ends before it starts.', line, 1, 'warning'),
        )
      }
    }
    start = end + 1
  }
  close(line)
  return { cues, diagnostics }
}

function readTiming(
  line: string,
  arrow: number,
): { start: number; end: number } | 'broken' | undefined {
  const start = readLooseTime(line, 0)
  if (start !== undefined && line.slice(start.next, arrow).trim() === '') {
    // Whatever follows the end time (X1:.. Y2:.. coordinates, WebVTT settings) says nothing a Cue could hold.
    const end = readLooseTime(line, arrow + 3)
    if (end !== undefined) return { start: start.seconds, end: end.seconds }
  }
  // An arrow may be part of the text; only a line that begins like a time was meant as one.
  return /^\s*-?\d+\s*:/.test(line) ? 'broken' : undefined
}

function startsBlock(pending: readonly string[]): boolean {
  const last = pending.at(-1)
  if (last === undefined || isBlank(last)) return true
  const before = pending.at(-2)
  return isIndex(last) && (before === undefined || isBlank(before))
}

/** Removes the index line from the end of the text before a time line; tells whether there was one. */
function takeIndex(pending: string[], indexed: boolean, sawTime: boolean): boolean {
  const last = pending.at(-1)
  if (last === undefined || !isIndex(last)) return false
  const before = pending.at(-2)
  const apart = before === undefined ? !sawTime : isBlank(before)
  // With no blank line before it, a number is the text of a cue, unless this file numbers its cues.
  if (!apart && !indexed) return false
  pending.pop()
  return true
}

function isIndex(line: string): boolean {
  return /^[ \t]*\d+[ \t]*$/.test(line)
}

function remark(
  code: Diagnostic['code'],
  message: string,
  line: number,
  column: number,
  severity: Diagnostic['severity'],
): Diagnostic {
  return { code, message, line, column, severity }
}
