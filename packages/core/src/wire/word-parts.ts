import { isSpaceless } from './join-words.ts'
import type { RawWord } from './raw-transcript.ts'

const startsPart = (text: string): boolean =>
  text !== '' && !/^\s/.test(text) && !isSpaceless(text.slice(0, 1))

/**
 * Joins sub-word tokens (whisper.cpp sends " el", "ling", ","): where some words of a segment begin with a space, one that does
 * not goes on with the word before it. Words of services that send no leading spaces are left alone.
 */
export function joinWordParts(words: readonly RawWord[], onJoin: () => void): RawWord[] {
  const spaced = words.slice(1).some(({ text }) => text !== undefined && /^\s+\S/.test(text))
  if (!spaced) return [...words]
  const joined: RawWord[] = []
  for (const word of words) {
    const before = joined.at(-1)
    const text = word.text ?? ''
    if (before?.text === undefined || !startsPart(text) || isSpaceless(before.text.slice(-1))) {
      joined.push(word)
      continue
    }
    onJoin()
    const confidences = [before.confidence, word.confidence].filter((value) => value !== undefined)
    joined[joined.length - 1] = {
      ...before,
      text: before.text + text,
      end: word.end ?? before.end,
      confidence: confidences.length === 0 ? undefined : Math.min(...confidences),
    }
  }
  return joined
}
