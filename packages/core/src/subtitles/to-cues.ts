import type { Cue } from '../schemas/cue.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { type CueRules, resolveRules } from './rules.ts'
import { pickLanguage } from './segmentation/languages/pick.ts'
import { type CueRange, segment } from './segmentation/segment.ts'
import { setEnds } from './segmentation/timing.ts'
import type { Token } from './segmentation/token.ts'
import { toTokens } from './segmentation/tokens.ts'

/**
 * A transcript as subtitles: cut at the best places for reading, set on balanced lines, timed by the words.
 * Every word of the transcript is in exactly one cue, in order; cues do not overlap and keep their `words`.
 * @throws CuekitError `invalid_option` for rules that cannot be kept; never for the transcript, whatever it holds.
 */
export function toCues(transcript: Transcript, rules: CueRules = {}): Cue[] {
  const resolved = resolveRules(rules, transcript.language)
  const tokens = toTokens(transcript)
  const cues = segment(tokens, resolved, pickLanguage(transcript.language)).map((range) =>
    toCue(tokens, range),
  )
  setEnds(cues, resolved)
  return cues
}

function toCue(tokens: readonly Token[], { from, to, lines }: CueRange): Cue {
  const edges = [from, ...lines, to]
  const words = tokens.slice(from, to).map(({ word }) => word)
  const speaker = tokens[from]?.speaker
  return {
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    lines: lines.concat(to).map((end, index) => toLine(tokens.slice(edges[index], end))),
    words,
    ...(speaker === undefined ? {} : { speaker }),
  }
}

function toLine(tokens: readonly Token[]): string {
  return tokens
    .map(({ word, glued }, index) => (index === 0 || glued ? word.text : ` ${word.text}`))
    .join('')
}
