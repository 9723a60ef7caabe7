import type { Segment, Word } from '../schemas/transcript.ts'

const toWireWord = ({ text, start, end, confidence }: Word) => ({
  word: text,
  start,
  end,
  ...(confidence === undefined ? {} : { score: confidence }),
})

const toWireSegment = ({ start, end, text, words }: Segment) => ({
  start,
  end,
  text,
  ...(words ? { words: words.map(toWireWord) } : {}),
})

/** Segments as 302.AI's transcription sends them, which its translation takes back. Segments without text are left out. */
export const toWireSegments = (segments: readonly Segment[]) =>
  segments.filter(({ text }) => text.trim() !== '').map(toWireSegment)
