import { readList, toNumber, toSeconds, toText } from './values.ts'

/** A word as a service sent it: anything may be missing. */
export interface RawWord {
  text?: string | undefined
  start?: number | undefined
  end?: number | undefined
  confidence?: number | undefined
  speaker?: string | undefined
}

/** A segment as a service sent it: anything may be missing. */
export interface RawSegment {
  start?: number | undefined
  end?: number | undefined
  text?: string | undefined
  speaker?: string | undefined
  words: RawWord[]
  /** How sure Whisper was; near or below -1 is doubtful. */
  avgLogprob?: number | undefined
  /** Above 2.4 the text repeats itself. */
  compressionRatio?: number | undefined
  /** 0..1; high where Whisper heard silence and may have made the text up. */
  noSpeechProb?: number | undefined
}

// `word` is OpenAI's and WhisperX's key, `text` LocalAI's; `score` is WhisperX's, `probability` whisper.cpp's.
export const readWord = (word: Record<string, unknown>): RawWord => ({
  text: toText(word['word']) ?? toText(word['text']),
  start: toSeconds(word['start']),
  end: toSeconds(word['end']),
  confidence:
    toNumber(word['score']) ?? toNumber(word['probability']) ?? toNumber(word['confidence']),
  speaker: toText(word['speaker']),
})

export const readSegment = (segment: Record<string, unknown>): RawSegment => ({
  start: toSeconds(segment['start']),
  end: toSeconds(segment['end']),
  text: toText(segment['text']),
  speaker: toText(segment['speaker']),
  words: readList(segment['words'], readWord),
  avgLogprob: toNumber(segment['avg_logprob']),
  compressionRatio: toNumber(segment['compression_ratio']),
  noSpeechProb: toNumber(segment['no_speech_prob']),
})
