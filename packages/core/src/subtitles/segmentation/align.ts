import type { Piece } from './pieces.ts'

/** A word of the engine, or text of the segment for which the engine gave no word (`index` is missing). */
export interface AlignedPiece extends Piece {
  index?: number
}

const spoken = /[\p{L}\p{N}]/u
const openingEnd = /[\p{Ps}\p{Pi}]+$/u
// How far a word that is not next may be looked for: farther away it is another use of the same word.
const REACH = 200

/**
 * Finds the words of a segment in its text, which knows more than they do: punctuation (OpenAI's words have none),
 * spaces or their absence, and words that the engine could not time (numbers, in WhisperX).
 * `undefined` when text and words tell different things; then the words count.
 */
export function alignWords(text: string, words: readonly string[]): AlignedPiece[] | undefined {
  const pieces: AlignedPiece[] = []
  let position = 0
  for (const [index, word] of words.entries()) {
    const found = findWord(text, word, position)
    if (found === -1) return undefined
    addBetween(pieces, text.slice(position, found), {
      text: text.slice(found, found + word.length),
      glued: false,
      index,
    })
    position = found + word.length
  }
  addBetween(pieces, text.slice(position), undefined)
  return pieces
}

function findWord(text: string, word: string, from: number): number {
  const wanted = word.toLowerCase()
  const matches = (at: number) => text.slice(at, at + word.length).toLowerCase() === wanted
  let at = from
  for (; at < text.length && !matches(at); at += 1) {
    if (spoken.test(String.fromCodePoint(text.codePointAt(at) ?? 0))) break
  }
  if (at < text.length && matches(at)) return at
  const stop = Math.min(text.length, from + REACH)
  for (at = from + 1; at < stop; at += 1) {
    if (/\s/.test(text[at - 1] ?? '') && matches(at)) return at
  }
  return -1
}

/** Gives what stands between two words to the one it touches; what has letters becomes pieces of its own. */
function addBetween(pieces: AlignedPiece[], between: string, next: AlignedPiece | undefined): void {
  const chunks = between.split(/\s+/)
  const prefix = next === undefined ? '' : lead(chunks, between)
  chunks.forEach((chunk, index) => {
    if (chunk === '') return
    const previous = pieces.at(-1)
    const glued = index === 0
    if (previous === undefined || spoken.test(chunk)) pieces.push({ text: chunk, glued })
    else previous.text += glued ? chunk : ` ${chunk}`
  })
  if (next === undefined) return
  const first = pieces[0]
  if (
    pieces.length === 1 &&
    first !== undefined &&
    !spoken.test(first.text) &&
    first.index === undefined
  ) {
    // Only signs so far, such as the dash of a dialogue: they open the first word.
    pieces.length = 0
    pieces.push({ ...next, text: `${first.text} ${prefix}${next.text}`, glued: first.glued })
    return
  }
  pieces.push({ ...next, text: prefix + next.text, glued: !/\s/.test(between) })
}

/** Takes what touches the next word off the end of the chunks. */
function lead(chunks: string[], between: string): string {
  const last = chunks.at(-1) ?? ''
  if (chunks.length > 1 || between === '') {
    if (spoken.test(last)) return ''
    chunks.pop()
    return last
  }
  const opened = openingEnd.exec(last)?.[0] ?? ''
  chunks[chunks.length - 1] = last.slice(0, last.length - opened.length)
  return opened
}
