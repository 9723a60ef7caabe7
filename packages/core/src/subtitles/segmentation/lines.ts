import type { ResolvedRules } from '../rules.ts'

/** What the search needs of a run of words: widths added up, and the cost of a break before each word. */
export interface Run {
  length: number
  /** Columns of the words `from` to `to` (exclusive) on one line. */
  width(from: number, to: number): number
  /** Cost of a break before word `index`; see `breakCost`. */
  breakBefore(index: number): number
}

export interface LineSplit {
  cost: number
  /** Indexes of the words that begin a line, without the first. */
  starts: number[]
}

const PER_LINE = 3
const BALANCE = 30
// Where two lines cannot be equal, the lower one may be longer: the upper line covers less of the picture.
const UPPER = 1.04
// The end of a sentence is no better between two lines than that of a clause: it had better end the cue.
const BEST = -5

/**
 * The best way to set words on at most `maxLines` lines: one line if they fit, else the fewest lines, broken at
 * good places and about equally long. `undefined` when they do not fit. A word wider than a line stands alone.
 */
export function splitLines(
  run: Run,
  from: number,
  to: number,
  rules: ResolvedRules,
): LineSplit | undefined {
  const total = run.width(from, to)
  if (total <= rules.maxLineLength || to - from === 1) return { cost: 0, starts: [] }
  for (let count = 2; count <= rules.maxLines; count += 1) {
    const split = splitInto(run, from, to, count, rules.maxLineLength)
    if (split !== undefined) {
      const even = count * (total / count / rules.maxLineLength) ** 2
      return { ...split, cost: split.cost + PER_LINE * (count - 1) - BALANCE * even }
    }
  }
  return undefined
}

function splitInto(
  run: Run,
  from: number,
  to: number,
  count: number,
  max: number,
): LineSplit | undefined {
  if (count === 1) {
    const width = run.width(from, to)
    if (width > max && to - from > 1) return undefined
    return { cost: BALANCE * (width / max) ** 2, starts: [] }
  }
  let best: LineSplit | undefined
  for (let at = from + 1; at <= to - count + 1; at += 1) {
    const width = run.width(from, at)
    if (width > max && at - from > 1) break
    const rest = splitInto(run, at, to, count - 1, max)
    if (rest === undefined) continue
    const cost =
      BALANCE * UPPER * (width / max) ** 2 + Math.max(BEST, run.breakBefore(at)) + rest.cost
    if (best === undefined || cost < best.cost) best = { cost, starts: [at, ...rest.starts] }
  }
  return best
}
