import type { ResolvedRules } from '../rules.ts'

const PER_CUE = 18
const CUE_BREAK = 2.5
const TOO_FAST = 40
const TOO_SHORT = 20
const LONELY = 6

export interface CueShape {
  /** Seconds from the first word to the last. */
  spoken: number
  /** Seconds it can be on screen, with what the next cue leaves. */
  shown: number
  columns: number
  words: number
  /** Cost of the lines it is set on. */
  lines: number
  /** Cost of ending here; see `breakCost`. */
  end: number
}

/**
 * What a cue costs: its place of ending (which weighs more than a line's), reading speed beyond ease, too little time
 * and a single word on its own. The constant part makes few full cues cheaper than many small ones.
 */
export function cueCost(cue: CueShape, rules: ResolvedRules): number {
  let cost = PER_CUE + CUE_BREAK * cue.end + cue.lines
  const speed = cue.columns / Math.max(cue.shown, 0.001) / rules.readingSpeed
  if (speed > 1) cost += Math.min(TOO_FAST, TOO_FAST * (speed - 1) ** 2)
  if (cue.shown < rules.minDuration) cost += TOO_SHORT * (1 - cue.shown / rules.minDuration)
  if (cue.words === 1 && cue.end > -8) cost += LONELY
  return cost
}
