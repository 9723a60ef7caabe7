import type { RawSegment, RawWord } from './raw-transcript.ts'

const letters = (text: string | undefined): string =>
  (text ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}]/gu, '')

/** Places words by their text: exact where the words spell out the segments, undefined where they do not. */
function byText(
  segments: readonly RawSegment[],
  words: readonly RawWord[],
): RawWord[][] | undefined {
  let next = 0
  const placed = segments.map(({ text }) => {
    const wanted = letters(text)
    let spelled = ''
    const own: RawWord[] = []
    // A word without letters (a dash, a note) goes with the word before it.
    while (next < words.length) {
      const word = letters(words[next]?.text)
      if (word !== '' && !wanted.startsWith(spelled + word)) break
      spelled += word
      own.push(...words.slice(next, next + 1))
      next += 1
    }
    return spelled === wanted ? own : undefined
  })
  const complete = placed.filter((own) => own !== undefined)
  return next === words.length && complete.length === segments.length ? complete : undefined
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
