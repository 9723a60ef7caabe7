import type { RawSegment, RawWord } from './raw-transcript.ts'

const PLAIN = /^[a-z0-9]*$/

function letters(text = ''): string {
  const lower = text.toLowerCase()
  return PLAIN.test(lower) ? lower : lower.replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '')
}

/** Places words by their text: exact where the words spell out the segments, undefined where they do not. */
function byText(
  segments: readonly RawSegment[],
  words: readonly RawWord[],
): RawWord[][] | undefined {
  let next = 0
  const placed: RawWord[][] = []
  for (const { text } of segments) {
    const wanted = letters(text)
    const first = next
    let spelled = 0
    // A word without letters (a dash, a note) goes with the word before it.
    for (; next < words.length; next += 1) {
      const word = letters(words[next]?.text)
      if (!wanted.startsWith(word, spelled)) break
      spelled += word.length
    }
    if (spelled !== wanted.length) return undefined
    placed.push(words.slice(first, next))
  }
  return next === words.length ? placed : undefined
}

/** Places words by time: the border between two segments is the middle of the gap; an untimed word stays with the one before. */
function byTime(segments: readonly RawSegment[], words: readonly RawWord[]): RawWord[][] {
  const placed: RawWord[][] = segments.map(() => [])
  let current = 0
  for (const word of words) {
    const { start } = word
    const middle = start === undefined ? -1 : (start + Math.max(start, word.end ?? start)) / 2
    while (current < segments.length - 1) {
      const border = ((segments[current]?.end ?? 0) + (segments[current + 1]?.start ?? 0)) / 2
      if (middle < border) break
      current += 1
    }
    placed[current]?.push(word)
  }
  return placed
}

/** Segments that carry their own words, from a list of words beside them. `onGuess` is called when texts did not match. */
export function assignWords(
  segments: readonly RawSegment[],
  words: readonly RawWord[],
  onGuess: () => void,
): RawSegment[] {
  let placed = byText(segments, words)
  if (!placed) {
    onGuess()
    placed = byTime(segments, words)
  }
  return segments.map((segment, index) => ({ ...segment, words: placed[index] ?? [] }))
}
