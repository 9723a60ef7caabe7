import { hasUnspacedScript } from '../script.ts'

/** A piece of text that a line may end behind. */
export interface Piece {
  text: string
  /** Follows the piece before it without a space. */
  glued: boolean
}

const closing = /^[\p{Pe}\p{Pf}\p{Po}\p{Pd}\p{Sk}ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]+$/u
const opening = /^[\p{Ps}\p{Pi}]+$/u

let segmenter: Intl.Segmenter | undefined

/**
 * Text cut into words: at white space, and in scripts without spaces where `Intl.Segmenter` sees words (single
 * characters where a runtime has none). Punctuation stays with the word it belongs to.
 */
export function toPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const chunk of text.split(/\s+/)) {
    if (chunk === '') continue
    if (!hasUnspacedScript(chunk)) pieces.push({ text: chunk, glued: false })
    else {
      cutUnspaced(chunk).forEach((part, index) => {
        pieces.push({ text: part, glued: index > 0 })
      })
    }
  }
  return pieces
}

/** Words of text without spaces; joined they are the text. */
export function cutUnspaced(text: string): string[] {
  const parts: string[] = []
  let opened = ''
  for (const part of rawCut(text)) {
    if (opening.test(part)) opened += part
    else if (opened === '' && closing.test(part) && parts.length > 0) {
      parts.push((parts.pop() ?? '') + part)
    } else {
      parts.push(opened + part)
      opened = ''
    }
  }
  if (opened !== '') parts.push((parts.pop() ?? '') + opened)
  return parts
}

function rawCut(text: string): string[] {
  if (typeof Intl === 'undefined' || !('Segmenter' in Intl)) return [...text]
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' })
  // One long string costs the segmenter far more than many short ones (93,000 characters: 15 seconds).
  const parts: string[] = []
  for (const sentence of text.match(/[^。！？、，]{1,200}[。！？、，]*|[。！？、，]+/gu) ?? []) {
    for (const { segment } of segmenter.segment(sentence)) parts.push(segment)
  }
  return parts
}
