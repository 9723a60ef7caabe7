import type { ResolvedRules } from '../rules.ts'
import { breakCost } from './breaks.ts'
import { cueCost } from './cost.ts'
import type { LanguageData } from './languages/language.ts'
import { type Run, searchLines } from './lines.ts'
import type { Token } from './token.ts'

/** One cue as a range of words: `to` is exclusive, `lines` holds the first word of every line but the first. */
export interface CueRange {
  from: number
  to: number
  lines: number[]
}

/**
 * The cheapest way to cut words into cues and cues into lines, found by dynamic programming: `best[to]` is the least
 * cost of the words before `to`, over every cue that could end there. Breaks at a change of speaker and at a pause
 * of `maxPause` are forced.
 */
export function segment(
  tokens: readonly Token[],
  rules: ResolvedRules,
  language: LanguageData,
): CueRange[] {
  const run = toRun(tokens, language)
  const best = new Float64Array(tokens.length + 1)
  const chosen: { from: number; lines: number[] }[] = []
  let block = 0
  for (let to = 1; to <= tokens.length; to += 1) {
    best[to] = Infinity
    const search = searchLines(run, to, rules)
    let opening = to - 1
    if (to > 1 && isForced(tokens[to - 2], tokens[to - 1], rules)) block = to - 1
    for (let from = to - 1; from >= block; from -= 1) {
      const first = tokens[from]?.word.start ?? 0
      const spoken = (tokens[to - 1]?.word.end ?? 0) - first
      if (to - from > 1 && spoken > rules.maxDuration) break
      const lines = search.cost(from)
      // What begins still earlier is longer and fits no better.
      if (lines === Infinity) break
      const next = tokens[to]?.word.start ?? Infinity
      const cost =
        (best[from] ?? 0) +
        cueCost(
          {
            spoken,
            shown: Math.min(spoken + rules.linger, next - rules.minGap - first),
            columns: run.width(from, to),
            words: to - from,
            lines,
            end:
              to === tokens.length || isForced(tokens[to - 1], tokens[to], rules)
                ? -8
                : run.breakBefore(to),
          },
          rules,
        )
      if (cost < (best[to] ?? Infinity)) {
        best[to] = cost
        opening = from
      }
    }
    chosen[to] = { from: opening, lines: search.starts(opening) }
  }
  const ranges: CueRange[] = []
  for (let to = tokens.length; to > 0;) {
    const { from, lines } = chosen[to] ?? { from: to - 1, lines: [] }
    ranges.push({ from, to, lines })
    to = from
  }
  return ranges.reverse()
}

function isForced(
  before: Token | undefined,
  after: Token | undefined,
  rules: ResolvedRules,
): boolean {
  if (before === undefined || after === undefined) return true
  if (before.speaker !== after.speaker) return true
  return after.word.start - before.word.end >= rules.maxPause
}

function toRun(tokens: readonly Token[], language: LanguageData): Run {
  const ends = new Float64Array(tokens.length + 1)
  const costs = new Float64Array(tokens.length + 1)
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]
    const space = before === undefined || token.glued ? 0 : 1
    ends[index + 1] = (ends[index] ?? 0) + space + token.width
    if (before !== undefined) costs[index] = breakCost(before, token, language)
  })
  const space = (index: number) => (index === 0 || tokens[index]?.glued ? 0 : 1)
  return {
    width: (from, to) => (ends[to] ?? 0) - (ends[from] ?? 0) - space(from),
    breakBefore: (index) => costs[index] ?? 0,
  }
}
