import * as z from 'zod/mini'

/** Something that had to be repaired or could not be trusted, told to the caller instead of hidden. */
export interface Warning {
  /** Stable lower_snake code, e.g. `word_times_estimated`. */
  code: string
  message: string
  /** Where: index into `segments`, index into that segment's `words`, or seconds from the start. */
  at?: { segment?: number; word?: number; seconds?: number }
}

/** One spoken word. Times are seconds from the start of the media. */
export interface Word {
  text: string
  start: number
  end: number
  /** 0..1. */
  confidence?: number
  speaker?: string
  /** The times were not measured by the engine but interpolated by us. */
  estimated?: true
}

/** A stretch of speech as the engine cut it: a sentence or a phrase. Times are seconds. */
export interface Segment {
  start: number
  end: number
  text: string
  words?: Word[]
  speaker?: string
}

/** What was said and when: the one shape every engine answers with. Segments are in order of `start`. */
export interface Transcript {
  /** ISO 639-1 code where known. */
  language?: string
  /** Length of the media in seconds. */
  duration?: number
  text: string
  segments: Segment[]
  warnings: Warning[]
}

const seconds = z.number().check(z.gte(0))

export const warningSchema = z.object({
  code: z.string(),
  message: z.string(),
  at: z.optional(
    z.object({
      segment: z.optional(z.number()),
      word: z.optional(z.number()),
      seconds: z.optional(z.number()),
    }),
  ),
})

const wordSchema = z.object({
  text: z.string(),
  start: seconds,
  end: seconds,
  confidence: z.optional(z.number().check(z.gte(0), z.lte(1))),
  speaker: z.optional(z.string()),
  estimated: z.optional(z.literal(true)),
})

const segmentSchema = z.object({
  start: seconds,
  end: seconds,
  text: z.string(),
  words: z.optional(z.array(wordSchema)),
  speaker: z.optional(z.string()),
})

export const transcriptSchema = z.object({
  language: z.optional(z.string()),
  duration: z.optional(seconds),
  text: z.string(),
  segments: z.array(segmentSchema),
  warnings: z.array(warningSchema),
})
