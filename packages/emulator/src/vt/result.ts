import type { Segment, Transcript, Word } from '@cuekit/core'

interface WireWord {
  word: string
  start: number
  end: number
  score?: number
}

interface WireSegment {
  start: number
  end: number
  text: string
  words: WireWord[]
}

/** The object under `subtitile`: WhisperX's shape. */
export interface WireSubtitle {
  segments: WireSegment[]
  word_segments: WireWord[]
}

/**
 * A transcript as the task answers it. `word_segments` is the words of all segments in a row, only the first segment's
 * text begins with a space, and a word without a confidence has no `score`: all as WhisperX does.
 */
export function toWire(transcript: Transcript): WireSubtitle {
  const segments = transcript.segments.map(({ start, end, text, words }, index) => ({
    start,
    end,
    text: (index === 0 ? ' ' : '') + text.trim(),
    words: (words ?? []).map(wireWord),
  }))
  return { segments, word_segments: segments.flatMap((segment) => segment.words) }
}

function wireWord({ text, start, end, confidence }: Word): WireWord {
  return { word: text, start, end, ...(confidence === undefined ? {} : { score: confidence }) }
}

/** The documented answer, which is known to be whole, as a transcript. */
export function fromDocumented(answer: unknown): Transcript {
  const { result } = answer as { result: { subtitile: WireSubtitle } }
  const segments = result.subtitile.segments.map(({ start, end, text, words }): Segment => ({
    start,
    end,
    text: text.trim(),
    words: words.map(({ word, score, ...times }) => ({
      text: word,
      ...times,
      ...(score === undefined ? {} : { confidence: score }),
    })),
  }))
  return { text: segments.map((segment) => segment.text).join(' '), segments, warnings: [] }
}
