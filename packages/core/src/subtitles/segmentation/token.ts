import type { Word } from '../../schemas/transcript.ts'

/** A word as the segmentation sees it: its text as it is shown, with the punctuation around it. */
export interface Token {
  word: Word
  /** Who speaks: the word's own speaker, else that of the word before it in its segment. */
  speaker: string | undefined
  /** Columns of `word.text`. */
  width: number
  /** Written without a space behind the token before it. */
  glued: boolean
  /** Follows the token before it inside one word of a script without spaces. */
  insideWord: boolean
  /** First of a segment as the engine cut it. */
  opensSegment: boolean
}
