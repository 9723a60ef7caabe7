import type { Cue } from '../schemas/cue.ts'
import type { Word } from '../schemas/transcript.ts'
import type { Diagnostic, ParsedSubtitles } from '../subtitles/diagnostics.ts'
import type { FormatModule } from './format.ts'

/** The cues as they are, an array of objects: the one format that loses nothing. */
export const json: FormatModule = { format: formatJson, parse: parseJson }

function formatJson(cues: readonly Cue[]): string {
  return `${JSON.stringify(cues, replaceNonFinite, 2)}\n`
}

/** JSON has no NaN and no Infinity, and would write `null`, which is no time. */
function replaceNonFinite(_key: string, value: unknown): unknown {
  return typeof value !== 'number' || Number.isFinite(value) ? value : Math.max(0, clamp(value))
}

function clamp(value: number): number {
  return Number.isNaN(value) ? 0 : Math.sign(value) * Number.MAX_SAFE_INTEGER
}

function parseJson(text: string): ParsedSubtitles {
  let value: unknown
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch {
    return { cues: [], diagnostics: [remark('invalid_json', 'This is not JSON.')] }
  }
  if (!Array.isArray(value)) {
    return { cues: [], diagnostics: [remark('invalid_json', 'JSON cues are an array.')] }
  }
  const cues: Cue[] = []
  const diagnostics: Diagnostic[] = []
  value.forEach((item: unknown, index) => {
    const cue = toCue(item)
    if (cue !== undefined) cues.push(cue)
    else {
      diagnostics.push(
        remark('invalid_cue', `Element ${index} is left out: a cue has start, end and lines.`),
      )
    }
  })
  return { cues, diagnostics }
}

function toCue(value: unknown): Cue | undefined {
  if (!isRecord(value)) return undefined
  const { id, start, end, lines, words, speaker, settings } = value
  if (!isTime(start) || !isTime(end) || !Array.isArray(lines) || !lines.every(isString)) {
    return undefined
  }
  return {
    ...(isString(id) ? { id } : {}),
    start,
    end,
    lines,
    ...(Array.isArray(words) && words.every(isWord) ? { words } : {}),
    ...(isString(speaker) ? { speaker } : {}),
    ...(isRecord(settings) && Object.values(settings).every(isString) ? { settings } : {}),
  }
}

function isWord(value: unknown): value is Word {
  if (!isRecord(value)) return false
  return isString(value['text']) && isTime(value['start']) && isTime(value['end'])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}

function remark(code: Diagnostic['code'], message: string): Diagnostic {
  return { code, message, line: 1, column: 1, severity: 'error' }
}
