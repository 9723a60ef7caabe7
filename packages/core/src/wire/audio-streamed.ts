import type { Transcript } from '../schemas/transcript.ts'
import type { StreamEnd } from './audio-stream.ts'
import { buildDiarized, type DiarizedSegment } from './audio-diarized.ts'
import { buildTranscript, type TranscriptHints } from './transcript.ts'

export interface StreamedParts {
  end: StreamEnd
  /** The deltas, joined: the text where the end has none. */
  text: string
  /** Segments that came by themselves. */
  segments: readonly DiarizedSegment[]
}

/** All that came in a stream as a `Transcript`. */
export function toStreamedTranscript(
  { end, text, segments }: StreamedParts,
  { diarized, ...hints }: TranscriptHints & { diarized: boolean },
): Transcript {
  const { language, duration, words = [] } = end
  const listed = end.segments ?? []
  const parts = listed.length > 0 ? listed : segments.map((segment) => ({ ...segment, words: [] }))
  const raw = { text: end.text ?? text, language, duration, segments: parts }
  return diarized ? buildDiarized(raw, hints) : buildTranscript({ ...raw, words }, hints)
}
