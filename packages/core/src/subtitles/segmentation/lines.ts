import type { ResolvedRules } from '../rules.ts'

/** What the search needs of a run of words: widths added up, and the cost of a break before each word. */
export interface Run {
  /** Columns of the words `from` to `to` (exclusive) on one line. */
  width(from: number, to: number): number
  /** Cost of a break before word `index`; see `breakCost`. */
  breakBefore(index: number): number
}

const PER_LINE = 3
const BALANCE = 30
// Where two lines cannot be equal, the lower one may be longer: the upper line covers less of the picture.
const UPPER = 1.04
// The end of a sentence is no better between two lines than that of a clause: it had better end the cue.
const BEST = -5

export interface LineSearch {
  /** Cost of the words from `from` up to the end on their best lines; `Infinity` when they do not fit. */
  cost(from: number): number
  /** The words that begin a line, without the first, once `cost(from)` was asked. */
  starts(from: number): number[]
}

/**
 * Sets words that end before `to` on at most `maxLines` lines: one line if they fit, else the fewest lines, broken at
 * good places and about equally long. A word wider than a line stands alone.
 * `cost` has to be asked for `to - 1`, `to - 2`, ... in this order: each answer builds on the ones before it, which
 * keeps the work for all beginnings together as small as for one.
 */
export function searchLines(run: Run, to: number, rules: ResolvedRules): LineSearch {
  const { maxLineLength: max, maxLines } = rules
  // costs[count][n]: the last n words on exactly `count` lines; seconds[count][n]: the word that opens the second.
  const costs: number[][] = Array.from({ length: maxLines + 1 }, () => [])
  const seconds: number[][] = Array.from({ length: maxLines + 1 }, () => [])
  const counts: number[] = []

  const put = (from: number, count: number): number => {
    let best = Infinity
    if (count === 1) {
      const width = run.width(from, to)
      return width > max && to - from > 1 ? Infinity : BALANCE * (width / max) ** 2
    }
    for (let at = from + 1; at < to; at += 1) {
      const width = run.width(from, at)
      if (width > max && at - from > 1) break
      const rest = costs[count - 1]?.[to - at] ?? Infinity
      const place = Math.max(BEST, run.breakBefore(at))
      const cost = BALANCE * UPPER * (width / max) ** 2 + place + rest
      if (cost < best) {
        best = cost
        const opened = seconds[count]
        if (opened !== undefined) opened[to - from] = at
      }
    }
    return best
  }

  return {
    cost(from) {
      const words = to - from
      for (let count = 1; count <= maxLines; count += 1) {
        const known = costs[count]
        if (known !== undefined) known[words] = put(from, count)
      }
      const count = costs.findIndex((known) => (known[words] ?? Infinity) < Infinity)
      counts[words] = Math.max(1, count)
      if (count <= 1) return count === 1 ? 0 : Infinity
      const even = count * (run.width(from, to) / count / max) ** 2
      return (costs[count]?.[words] ?? 0) + PER_LINE * (count - 1) - BALANCE * even
    },
    starts(from) {
      const starts: number[] = []
      let at = from
      for (let count = counts[to - from] ?? 1; count > 1; count -= 1) {
        at = seconds[count]?.[to - at] ?? to
        starts.push(at)
      }
      return starts
    },
  }
}
