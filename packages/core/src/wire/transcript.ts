import type { Transcript } from '../schemas/transcript.ts'
import { assignWords } from './assign-words.ts'
import { joinWords } from './join-words.ts'
import { toLanguageCode } from './language.ts'
import type { RawSegment, RawWord } from './raw-transcript.ts'
import { repairSegments } from './segments.ts'
import { createWarnings } from './warnings.ts'

export interface RawTranscript {
  text?: string | undefined
  language?: string | undefined
  /** Seconds. */
  duration?: number | undefined
  segments: readonly RawSegment[]
  /** Words beside the segments. */
  words: readonly RawWord[]
}

/** What the caller knows and the answer may not say. */
export interface TranscriptHints {
  /** ISO 639-1. */
  language?: string | undefined
  /** Seconds. */
  duration?: number | undefined
  /** Word times were asked for: their absence is a warning. */
  expectWords?: boolean | undefined
}

/** A service's answer as our `Transcript`: repaired where it has to be, every repair flagged or listed in `warnings`. */
export function buildTranscript(raw: RawTranscript, hints: TranscriptHints = {}): Transcript {
  const warnings = createWarnings()
  const said = raw.text?.trim() ?? ''
  const duration = raw.duration ?? hints.duration

  let segments = [...raw.segments]
  if (segments.length === 0 && (said !== '' || raw.words.length > 0)) {
    warnings.add('segments_missing')
    const timed = raw.words.some(({ start }) => start !== undefined)
    segments = [{ text: said, words: [...raw.words], ...(timed ? {} : { start: 0 }) }]
  } else if (raw.words.length > 0 && segments.every(({ words }) => words.length === 0)) {
    segments = assignWords(segments, raw.words, () => warnings.add('words_unplaced'))
  }
  const repaired = repairSegments(segments, duration, warnings)
  const words = repaired.some((segment) => segment.words)
  if (repaired.length === 0) warnings.add('no_speech')
  else if (hints.expectWords && !words) warnings.add('words_missing')

  const named = raw.language?.trim()
  const known = named ? toLanguageCode(named) : undefined
  if (named && !known) warnings.add('language_unknown')
  const language = known ?? (hints.language && toLanguageCode(hints.language))
  return {
    ...(language ? { language } : {}),
    ...(duration === undefined ? {} : { duration }),
    text: said === '' ? joinWords(repaired.map(({ text }) => text)) : said,
    segments: repaired,
    warnings: warnings.list(),
  }
}
