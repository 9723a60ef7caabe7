import type { Word } from '../schemas/transcript.ts'
import { alignWords } from '../subtitles/segmentation/align.ts'

/**
 * Words as the segment's text writes them: OpenAI's word list has neither punctuation nor its capitals, the text beside it has both.
 * Words the text does not hold in this order stay as they were sent.
 */
export function punctuate(text: string, words: readonly Word[]): Word[] {
  const pieces = alignWords(
    text,
    words.map((word) => word.text),
  )
  const written = [...words]
  for (const { index = -1, text: whole } of pieces ?? []) {
    const word = written[index]
    if (word && word.text !== whole) written[index] = { ...word, text: whole }
  }
  return written
}
