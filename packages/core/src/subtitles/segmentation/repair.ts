import type { Word } from '../../schemas/transcript.ts'

/** A word whose times may be missing. */
export interface TimedText extends Omit<Word, 'start' | 'end'> {
  start?: number | undefined
  end?: number | undefined
}

// Times that differ by less are still what the engine measured.
const MEASURED = 0.05
// Shorter than any sound, but longer than the grid of every subtitle format.
const SHORTEST = 0.01

/** Seconds that saying a text takes, about; ordinary speech has 15 letters a second. */
export function speakingTime(text: string): number {
  return Math.max(0.1, text.length / 15)
}

/**
 * Gives the words of one segment that have no usable time one between their neighbours, by length.
 * `start` and `end` are the segment's.
 */
export function fillTimes(words: readonly TimedText[], start: number, end: number): Word[] {
  const filled: Word[] = []
  for (let from = 0; from < words.length;) {
    const word = words[from]
    if (word === undefined) break
    if (isTime(word.start)) {
      const known = isTime(word.end) && word.end > word.start
      const until = known ? word.end : word.start + speakingTime(word.text)
      filled.push({ ...word, start: word.start, end: until ?? word.start })
      if (!known) Object.assign(filled.at(-1) ?? {}, { estimated: true })
      from += 1
      continue
    }
    let to = from
    while (to < words.length && !isTime(words[to]?.start)) to += 1
    const run = words.slice(from, to)
    const low = filled.at(-1)?.end ?? start
    const high = words[to]?.start ?? end
    append(filled, share(run, low, high > low ? high : low + totalTime(run)))
    from = to
  }
  return filled
}

/**
 * Words in spoken order with times that rise and do not overlap. The longest chain of rising starts is believed;
 * words outside it (an aligner that jumped) are put between their neighbours and marked `estimated`.
 */
export function orderTimes(words: readonly Word[]): Word[] {
  const believed = longestRise(words.map((word) => word.start))
  const placed: Word[] = []
  let from = 0
  for (const anchor of [...believed, words.length]) {
    const run = words.slice(from, anchor)
    const next = words[anchor]
    if (run.length > 0) {
      const high = next?.start ?? Infinity
      const low = Math.min(placed.at(-1)?.end ?? Math.max(0, high - totalTime(run)), high)
      if (high - low >= SHORTEST * 2 * run.length) {
        append(placed, share(run, low, Math.min(high, low + totalTime(run))))
      } else {
        // No room behind the word before them: it shares its own time.
        const before = placed.pop()
        const group = before === undefined ? run : [before, ...run]
        append(placed, share(group, before?.start ?? low, Math.max(high, low)))
      }
    }
    if (next !== undefined) placed.push(next)
    from = anchor + 1
  }
  return separate(placed)
}

/** Removes what overlap is left and gives every word a length. */
function separate(words: readonly Word[]): Word[] {
  let free = 0
  return words.map((word, index) => {
    const start = Math.max(word.start, free)
    const next = Math.max(words[index + 1]?.start ?? Infinity, start + SHORTEST)
    const end = Math.max(start + SHORTEST, Math.min(word.end, next))
    free = end
    const moved = Math.abs(start - word.start) > MEASURED || Math.abs(end - word.end) > MEASURED
    return { ...word, start, end, ...(moved ? { estimated: true as const } : {}) }
  })
}

/** Shares a stretch of time among words by their length. */
export function share(words: readonly TimedText[], low: number, high: number): Word[] {
  const total = words.reduce((sum, word) => sum + word.text.length, 0)
  let passed = 0
  return words.map((word) => {
    const start = low + (passed / total) * (high - low)
    passed += word.text.length
    return { ...word, start, end: low + (passed / total) * (high - low), estimated: true as const }
  })
}

/** `push(...more)` would put every word on the stack, which a long text overflows. */
function append(words: Word[], more: readonly Word[]): void {
  for (const word of more) words.push(word)
}

function totalTime(words: readonly TimedText[]): number {
  return words.reduce((sum, word) => sum + speakingTime(word.text), 0)
}

function isTime(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0
}

/** Indexes of a longest strictly rising chain, by patience sorting in O(n log n). */
function longestRise(values: readonly number[]): number[] {
  const tails: number[] = []
  const previous: number[] = []
  values.forEach((value, index) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1
      else high = middle
    }
    previous.push(tails[low - 1] ?? -1)
    tails[low] = index
  })
  const chain: number[] = []
  for (let at = tails.at(-1) ?? -1; at !== -1; at = previous[at] ?? -1) chain.push(at)
  return chain.reverse()
}
