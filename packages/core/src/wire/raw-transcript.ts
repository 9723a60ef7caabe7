import * as z from 'zod/mini'
import { wireList, wireNumber, wireSeconds, wireText } from './values.ts'

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
export const wireWord = z.pipe(
  z.object({
    word: wireText,
    text: wireText,
    start: wireSeconds,
    end: wireSeconds,
    score: wireNumber,
    probability: wireNumber,
    confidence: wireNumber,
    speaker: wireText,
  }),
  z.transform(({ word, text, start, end, score, probability, confidence, speaker }): RawWord => ({
    text: word ?? text,
    start,
    end,
    confidence: score ?? probability ?? confidence,
    speaker,
  })),
)

export const wireSegment = z.pipe(
  z.object({
    start: wireSeconds,
    end: wireSeconds,
    text: wireText,
    speaker: wireText,
    words: wireList(wireWord),
    avg_logprob: wireNumber,
    compression_ratio: wireNumber,
    no_speech_prob: wireNumber,
  }),
  z.transform(({ avg_logprob, compression_ratio, no_speech_prob, ...segment }): RawSegment => ({
    ...segment,
    avgLogprob: avg_logprob,
    compressionRatio: compression_ratio,
    noSpeechProb: no_speech_prob,
  })),
)
