import type { Word } from '../schemas/transcript.ts'
import type { RawWord } from './raw-transcript.ts'
import { spread } from './spread.ts'

interface TimedWord {
  text: string
  start: number | undefined
  end: number | undefined
  extra: Pick<Word, 'confidence' | 'speaker'>
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value))

function extra({ confidence, speaker }: RawWord): TimedWord['extra'] {
  return {
    ...(confidence === undefined ? {} : { confidence: clamp(confidence) }),
    ...(speaker === undefined ? {} : { speaker }),
  }
}

/** True for the usual answer, which needs no search. */
function neverFall(words: readonly TimedWord[]): boolean {
  let last = 0
  return words.every(({ start }) => {
    const falls = start === undefined || start < last
    last = start ?? last
    return !falls
  })
}

/** Indices of the longest run of starts that never fall: one misplaced word must not distrust all that follow it. */
function risingStarts(words: readonly TimedWord[]): Set<number> {
  const tails: { start: number; index: number }[] = []
  const previous = new Map<number, number | undefined>()
  for (const [index, { start }] of words.entries()) {
    if (start === undefined) continue
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((tails[middle]?.start ?? 0) <= start) low = middle + 1
      else high = middle
    }
    previous.set(index, tails[low - 1]?.index)
    tails[low] = { start, index }
  }
  const kept = new Set<number>()
  for (let index = tails.at(-1)?.index; index !== undefined; index = previous.get(index))
    kept.add(index)
  return kept
}

/** For each word the index of the next one whose start is known. */
function nextTimedIndices(words: readonly TimedWord[]): number[] {
  const indices: number[] = []
  let next = words.length
  for (let index = words.length - 1; index >= 0; index -= 1) {
    indices[index] = next
    if (words[index]?.start !== undefined) next = index
  }
  return indices
}

/** Words with text, and only such times as can be true: not before an earlier word, not ending before they start. */
function trustedTimes(raw: readonly RawWord[], onDrop: () => void): TimedWord[] {
  const words: TimedWord[] = []
  for (const word of raw) {
    const text = word.text?.trim() ?? ''
    const { start, end } = word
    if (text === '') onDrop()
    else {
      const impossible = start === undefined || (end !== undefined && end < start)
      words.push({ text, start, end: impossible ? undefined : end, extra: extra(word) })
    }
  }
  if (neverFall(words)) return words
  const rising = risingStarts(words)
  return words.map((word, index) =>
    rising.has(index)
      ? word
      : { text: word.text, start: undefined, end: undefined, extra: word.extra },
  )
}

export interface WordNotes {
  onDrop(): void
  onEstimate(index: number): void
}

/**
 * Words in order, each with a start and an end, none reaching into the next. Times that are missing, fall, overlap or end before they
 * start are estimated from their neighbours by number of characters and flagged; good times are not touched.
 */
export function repairWords(
  raw: readonly RawWord[],
  bounds: { start: number; end: number },
  notes: WordNotes,
): Word[] {
  const words = trustedTimes(raw, notes.onDrop)
  const nextTimed = nextTimedIndices(words)
  const repaired: Word[] = []
  let index = 0
  while (index < words.length) {
    const word = words[index]
    if (!word) break
    const next = nextTimed[index] ?? words.length
    const limit = words[next]?.start
    const { start, end } = word
    if (start !== undefined && end !== undefined && end <= (limit ?? end)) {
      repaired.push({ text: word.text, start, end, ...word.extra })
      index += 1
      continue
    }
    // The words from here to the next trusted start share the stretch between; one that overlaps is cut where that starts.
    const before = repaired.at(-1)?.end ?? bounds.start
    const from = start ?? Math.min(before, limit ?? before)
    const to = limit ?? Math.max(from, bounds.end)
    const run = words.slice(index, next)
    const times = spread(
      run.map(({ text }) => text),
      from,
      to,
    )
    for (const [offset, { text, extra }] of run.entries()) {
      notes.onEstimate(repaired.length)
      repaired.push({ text, start: from, end: to, ...times[offset], ...extra, estimated: true })
    }
    index = next
  }
  return repaired
}
