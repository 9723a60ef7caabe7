import { type AudioAnswer, parseAudio, type TokenLogprob, type WireAudio } from '../wire/audio.ts'
import { type DiarizedSegment, parseDiarizedSegments } from '../wire/audio-diarized.ts'
import { parsePlainAnswer } from './plain-answer.ts'
import type { ResponseFormat } from './transcription-params.ts'

export interface Transcription {
  text: string
  /** What was counted for the bill, as sent. */
  usage?: Record<string, unknown>
  /** Where `include` asked for them and the model has them. */
  logprobs?: TokenLogprob[]
}

/** As the service sent it, only typed: times may be missing or wrong. `transcribe` gives a repaired `Transcript`. */
export type VerboseTranscription = Transcription & Omit<WireAudio, 'text' | 'usage' | 'logprobs'>

/** As the service sent it: `text` may name the speaker before each line, and a segment may be without one. */
export interface DiarizedTranscription extends Transcription {
  /** Seconds. */
  duration?: number
  segments: DiarizedSegment[]
}

export type TranscriptionOf<F extends ResponseFormat> = F extends 'text' | 'srt' | 'vtt'
  ? string
  : F extends 'verbose_json'
    ? VerboseTranscription
    : F extends 'diarized_json'
      ? DiarizedTranscription
      : Transcription

/** An answer in the format that was asked for. Throws the error that it is, else `invalid_response`. */
export function readAnswer(
  format: ResponseFormat,
  answer: AudioAnswer,
): TranscriptionOf<ResponseFormat> {
  if (format === 'text' || format === 'srt' || format === 'vtt') {
    return parsePlainAnswer(format, answer)
  }
  const { text = '', usage, logprobs, ...verbose } = parseAudio(answer)
  const plain: Transcription = {
    text,
    ...(usage ? { usage } : {}),
    ...(logprobs.length > 0 ? { logprobs } : {}),
  }
  if (format === 'json') return plain
  if (format === 'verbose_json') return { ...plain, ...verbose }
  const { duration } = verbose
  const segments = parseDiarizedSegments(answer.text)
  return { ...plain, ...(duration === undefined ? {} : { duration }), segments }
}
