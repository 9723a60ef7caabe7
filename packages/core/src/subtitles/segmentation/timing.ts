import type { Cue } from '../../schemas/cue.ts'
import type { ResolvedRules } from '../rules.ts'
import { displayWidth } from '../width.ts'

// Gaps shorter than this look like a flicker: Netflix wants them closed to the smallest gap.
const FLICKER = 0.5

/**
 * Moves the ends of cues, never their starts: a cue may stay up to `linger` after its last word until it is readable,
 * longer only to reach `minDuration`; short gaps are closed to `minGap`; no cue reaches into the next.
 */
export function setEnds(cues: Cue[], rules: ResolvedRules): void {
  cues.forEach((cue, index) => {
    const spokenEnd = cue.end
    const next = cues[index + 1]?.start ?? Infinity
    const limit = next - rules.minGap
    const columns = cue.lines.reduce((sum, line) => sum + displayWidth(line), 0)
    const readable = Math.min(cue.start + columns / rules.readingSpeed, spokenEnd + rules.linger)
    const wanted = Math.min(
      Math.max(spokenEnd, readable, cue.start + rules.minDuration),
      Math.max(spokenEnd, cue.start + rules.maxDuration),
    )
    let end = Math.min(wanted, limit)
    const closed = Math.min(limit, spokenEnd + rules.linger, cue.start + rules.maxDuration)
    if (next - end < FLICKER && closed > end) end = closed
    // Words without a pause leave no gap; half a cue's own time is the most that may be taken for one.
    cue.end = Math.min(next, Math.max(end, (cue.start + spokenEnd) / 2))
  })
}
