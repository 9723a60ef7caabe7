import type { Cue } from '../schemas/cue.ts'
import type { Diagnostic, ParsedSubtitles } from './diagnostics.ts'
import { encodeEntities } from './entities.ts'
import { normaliseSource } from './source.ts'
import { formatVttTime, readVttTime } from './time.ts'
import { formatKaraoke } from './vtt-karaoke.ts'
import { formatVttSettings, readVttSettings } from './vtt-settings.ts'
import { readVttText } from './vtt-text.ts'
import { toWritableCue } from './writable-cue.ts'

export interface VttOptions {
  /** Writes each word's time into the text (`<00:00:01.000>`), so that a player can highlight it. Default false. */
  wordTimes?: boolean
}

/**
 * Cues as WebVTT with their ids, settings and speakers (`<v Name>`). `&`, `<` and `>` are escaped, so no text can
 * break the file. What cannot stand in a file is normalised as `toWritableCue` tells; NUL becomes U+FFFD.
 */
export function formatVtt(cues: readonly Cue[], options: VttOptions = {}): string {
  const blocks = cues.map((cue) => {
    const { start, end, lines } = toWritableCue(cue)
    const id = formatId(cue.id)
    const settings = cue.settings === undefined ? '' : formatVttSettings(cue.settings)
    const time = `${formatVttTime(start)} --> ${formatVttTime(end)}${settings && ` ${settings}`}`
    const words = options.wordTimes === true ? cue.words : undefined
    const text =
      (words && formatKaraoke(lines, words, start, end)) ?? encodeEntities(lines.join('\n'))
    const payload = `${formatVoice(cue.speaker)}${text}`
    return `${id}${time}\n${payload && `${payload}\n`}`
  })
  return ['WEBVTT\n', ...blocks].join('\n').replaceAll('\0', '\ufffd')
}

/**
 * Reads WebVTT exactly as a browser does; nothing throws. NOTE, STYLE and REGION blocks are passed over, invalid
 * settings ignored, and what a browser leaves out is left out and told in `diagnostics`.
 * Source: WebVTT 6.1, "WebVTT parser algorithm".
 */
export function parseVtt(text: string): ParsedSubtitles {
  const source = normaliseSource(text).replaceAll('\0', '\ufffd')
  const cues: Cue[] = []
  const diagnostics: Diagnostic[] = []
  const remark = (
    code: Diagnostic['code'],
    message: string,
    line: number,
    severity: Diagnostic['severity'],
  ) => void diagnostics.push({ code, message, line, column: 1, severity })

  if (!/^WEBVTT(?:[ \t\n]|$)/.test(source)) {
    remark('invalid_header', 'The first line of a WebVTT file is WEBVTT.', 1, 'error')
    return { cues, diagnostics }
  }
  const lines = source.split('\n')
  // Line 1 is the signature; what follows up to a blank line or a time line is the header.
  let at = 1
  while (at < lines.length && lines[at] !== '' && !lines[at]?.includes('-->')) at += 1

  while (at < lines.length) {
    const block = collectBlock(lines, at)
    at = block.next
    if (block.arrow === -1) {
      if (block.isStray) remark('text_outside_cue', 'Text outside a cue.', block.from + 1, 'error')
      continue
    }
    const number = block.arrow + 1
    const timeLine = lines[block.arrow] ?? ''
    const timing = readTiming(timeLine)
    if (timing === undefined) {
      remark('invalid_time', 'Unreadable time line; its cue is left out.', number, 'error')
      continue
    }
    const { start, end, rest } = timing
    if (end < start) remark('end_before_start', 'The cue ends before it starts.', number, 'warning')
    const { settings, invalid } = readVttSettings(rest)
    for (const part of invalid) {
      remark('invalid_setting', `The setting ${part} is ignored.`, number, 'warning')
    }
    const { severalSpeakers, ...content } = readVttText(block.text, start, end)
    if (severalSpeakers) {
      remark('several_speakers', 'Several voices speak in one cue.', number, 'warning')
    }
    cues.push({
      ...(block.id === '' ? {} : { id: block.id }),
      start,
      end,
      ...content,
      ...(Object.keys(settings).length === 0 ? {} : { settings }),
    })
  }
  return { cues, diagnostics }
}

interface Block {
  id: string
  /** Index of the time line, -1 in a block that is no cue. */
  arrow: number
  text: string
  /** Line it begins with, and line behind it. */
  from: number
  next: number
  /** Neither a cue nor a comment, a style or a region. */
  isStray: boolean
}

/** One block from line `from` on. Source: WebVTT 6.2, "collect a WebVTT block". */
function collectBlock(lines: readonly string[], from: number): Block {
  let start = from
  while (lines[start] === '') start += 1
  // A time line is the first or, behind an id, the second line; a later one begins the next cue.
  const arrow = [start, start + 1].find((at) => lines[at]?.includes('-->')) ?? -1
  let next = arrow === -1 ? start : arrow + 1
  while (next < lines.length && lines[next] !== '' && !lines[next]?.includes('-->')) next += 1
  return {
    id: arrow > start ? (lines[start] ?? '') : '',
    arrow,
    text: arrow === -1 ? '' : lines.slice(arrow + 1, next).join('\n'),
    from: start,
    next,
    isStray:
      arrow === -1 && next > start && !/^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(lines[start] ?? ''),
  }
}

function readTiming(line: string): { start: number; end: number; rest: string } | undefined {
  const start = readVttTime(line, skipBlanks(line, 0))
  if (start === undefined) return undefined
  const arrow = skipBlanks(line, start.next)
  if (!line.startsWith('-->', arrow)) return undefined
  const end = readVttTime(line, skipBlanks(line, arrow + 3))
  if (end === undefined) return undefined
  return { start: start.seconds, end: end.seconds, rest: line.slice(end.next) }
}

function skipBlanks(line: string, from: number): number {
  let at = from
  while (line[at] === ' ' || line[at] === '\t' || line[at] === '\f') at += 1
  return at
}

function formatId(id: string | undefined): string {
  const line = id?.replace(/[\r\n]+/g, ' ').replace(/-{2,}>/g, '->') ?? ''
  return line === '' ? '' : `${line}\n`
}

function formatVoice(speaker: string | undefined): string {
  const name = speaker?.replace(/[ \t\n\f\r]+/g, ' ').trim() ?? ''
  // A name that ends in two hyphens would make `-->` with the end of its tag.
  return name === '' ? '' : `<v ${encodeEntities(name).replace(/-$/, '&#45;')}>`
}
