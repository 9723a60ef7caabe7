import type { Cue } from '../schemas/cue.ts'
import type { Warning } from '../schemas/transcript.ts'
import { parseCueTime } from './cue-time.ts'
import { isRecord } from './values.ts'

interface RawCue {
  start?: number | undefined
  end?: number | undefined
  lines: string[]
}

export interface Translation {
  source: Cue[]
  translation: Cue[]
  warnings: Warning[]
}

/** Snake and camel case, comma and dot are read; whatever is no cue is one without text, so that the others keep their places. */
function readCue(item: unknown): RawCue {
  if (!isRecord(item)) return { lines: [] }
  const text = typeof item['text'] === 'string' ? item['text'] : ''
  return {
    start: parseCueTime(item['start_time'] ?? item['startTime'] ?? item['start']),
    end: parseCueTime(item['end_time'] ?? item['endTime'] ?? item['end']),
    lines: text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== ''),
  }
}

const readCues = (list: unknown): RawCue[] => (Array.isArray(list) ? list.map(readCue) : [])

const warn = (code: string, count: number, what: string, seconds: number | undefined): Warning[] =>
  seconds === undefined
    ? []
    : [{ code, message: `${count} cue${count === 1 ? '' : 's'} ${what}.`, at: { seconds } }]

/** One language of a pair on times: its own, else those of the cue it belongs to, else where the one before ended. */
function place(own: RawCue | undefined, other: RawCue | undefined, previous: number) {
  const start = own?.start ?? other?.start ?? previous
  const end = own?.end ?? other?.end ?? start
  const cue: Cue = { start, end: Math.max(start, end), lines: own?.lines ?? [] }
  const missing = own?.start === undefined || own.end === undefined || own.end < own.start
  return { cue, estimated: cue.lines.length > 0 && missing }
}

/**
 * `src_subtitle` and `trans_subtitle` of a translation. The two are paired by their position: a cue that one of them lacks is put in
 * without lines, and both have the same length.
 */
export function readTranslation(src: unknown, trans: unknown): Translation {
  const sources = readCues(src)
  const translations = readCues(trans)
  const source: Cue[] = []
  const translation: Cue[] = []
  const untranslated: number[] = []
  const orphans: number[] = []
  const estimated: number[] = []
  for (let index = 0; index < Math.max(sources.length, translations.length); index += 1) {
    const [said, translated] = [sources[index], translations[index]]
    const first = place(said, translated, source.at(-1)?.end ?? 0)
    const second = place(translated, said, translation.at(-1)?.end ?? 0)
    source.push(first.cue)
    translation.push(second.cue)
    if (first.estimated || second.estimated) estimated.push(second.cue.start)
    const [spoken, written] = [first.cue.lines.length > 0, second.cue.lines.length > 0]
    if (spoken && !written) untranslated.push(first.cue.start)
    if (written && !spoken) orphans.push(second.cue.start)
  }
  return {
    source,
    translation,
    warnings: [
      ...warn(
        'translation_missing',
        untranslated.length,
        'came back without a translation',
        untranslated[0],
      ),
      ...warn('source_missing', orphans.length, 'came back without the original', orphans[0]),
      ...warn(
        'cue_times_estimated',
        estimated.length,
        'came without readable times, which had to be estimated',
        estimated[0],
      ),
    ],
  }
}
