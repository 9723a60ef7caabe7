import type { Transcript } from '../schemas/transcript.ts'
import { type AudioAnswer, parseAudio } from './audio.ts'
import { parseJson } from './parse-json.ts'
import type { RawSegment } from './raw-transcript.ts'
import { buildTranscript, type TranscriptHints } from './transcript.ts'
import { isRecord, readList, toSeconds, toText } from './values.ts'

/** A stretch of one speaker as sent: anything may be missing. */
export interface DiarizedSegment {
  id?: string | undefined
  /** Seconds. */
  start?: number | undefined
  /** Seconds. */
  end?: number | undefined
  text?: string | undefined
  /** A known speaker's name, else A, B and so on. */
  speaker?: string | undefined
}

export const readDiarizedSegment = (segment: Record<string, unknown>): DiarizedSegment => ({
  id: toText(segment['id']),
  start: toSeconds(segment['start']),
  end: toSeconds(segment['end']),
  text: toText(segment['text']),
  speaker: toText(segment['speaker']),
})

/** The segments of a `diarized_json` answer, as sent. */
export function parseDiarizedSegments(text: string): DiarizedSegment[] {
  const body = parseJson(text)
  return isRecord(body) ? readList(body['segments'], readDiarizedSegment) : []
}

/** The same transcript, with a warning where the service named no speaker although it was asked to. */
function warnOfSpeakers(transcript: Transcript): Transcript {
  const { segments, warnings } = transcript
  const nameless = segments.filter(({ speaker }) => speaker === undefined).length
  if (nameless === 0) return transcript
  const message =
    nameless === segments.length
      ? 'The service named no speakers although they were asked for.'
      : `${nameless} of ${segments.length} segments came without a speaker.`
  const segment = segments.findIndex(({ speaker }) => speaker === undefined)
  return {
    ...transcript,
    warnings: [...warnings, { code: 'speakers_missing', message, at: { segment } }],
  }
}

const trimmed = (speaker: string | undefined): string | undefined => speaker?.trim() || undefined

/** Segments with speakers as a `Transcript`; a blank name is none. */
export function buildDiarized(
  raw: {
    text?: string | undefined
    language?: string | undefined
    duration?: number | undefined
    segments: readonly (DiarizedSegment | RawSegment)[]
  },
  hints: TranscriptHints,
): Transcript {
  const segments = raw.segments.map((segment): RawSegment => {
    const words = 'words' in segment ? segment.words : []
    return { ...segment, words, speaker: trimmed(segment.speaker) }
  })
  // The text of the whole has the speaker's name before each line, which nobody said.
  const text = segments.length === 0 ? raw.text : undefined
  return warnOfSpeakers(buildTranscript({ ...raw, text, segments, words: [] }, hints))
}

/** A `diarized_json` answer as a `Transcript` with speakers. */
export function toDiarizedTranscript(answer: AudioAnswer, hints: TranscriptHints = {}): Transcript {
  const { text, language, detected_language, duration, segments } = parseAudio(answer)
  return buildDiarized({ text, language: language ?? detected_language, duration, segments }, hints)
}
