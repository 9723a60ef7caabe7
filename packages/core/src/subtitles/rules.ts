import { CuekitError } from '../errors/error.ts'

/** How cues are cut. Times are seconds; widths are columns (see `displayWidth`). */
export interface CueRules {
  /** Longest line in columns; a word that is longer stands alone. Default 42, for Chinese and Korean 32, Japanese 26. */
  maxLineLength?: number
  /** Default 2. */
  maxLines?: number
  /** Shortest time on screen, where the next cue leaves room. Default 5/6. */
  minDuration?: number
  /** Longest time on screen; a word that is longer stands alone. Default 7. */
  maxDuration?: number
  /** Gap kept between two cues. Default 2/24, two frames of film. */
  minGap?: number
  /** A pause from here on always begins a new cue. Default 1.5. */
  maxPause?: number
  /** How long a cue may stay after its last word so that it can be read. Default 0.5. */
  linger?: number
  /** Columns per second that can be read with ease; what is faster is avoided, never forbidden. Default 17. */
  readingSpeed?: number
}

export type ResolvedRules = Required<CueRules>

const defaults: ResolvedRules = {
  maxLineLength: 42,
  maxLines: 2,
  minDuration: 5 / 6,
  maxDuration: 7,
  minGap: 2 / 24,
  maxPause: 1.5,
  linger: 0.5,
  readingSpeed: 17,
}

// 16 full-width characters for Chinese and Korean, 13 for Japanese: Netflix Timed Text Style Guides.
const lineLengths: Record<string, number> = { zh: 32, yue: 32, ko: 32, ja: 26 }

/**
 * The given rules over the defaults for a language.
 * @throws CuekitError `invalid_option` for an unknown rule or a value that no cue could satisfy.
 */
export function resolveRules(rules: CueRules, language: string | undefined): ResolvedRules {
  const code = language?.toLowerCase().split(/[-_]/)[0] ?? ''
  const resolved = { ...defaults, maxLineLength: lineLengths[code] ?? defaults.maxLineLength }
  for (const [name, value] of Object.entries(rules)) {
    if (!isRule(name)) {
      throw invalid(
        `There is no rule "${name}"; the rules are ${Object.keys(defaults).join(', ')}.`,
      )
    }
    if (value === undefined) continue
    const counts = name === 'maxLineLength' || name === 'maxLines'
    const least = counts ? 1 : 0
    if (typeof value !== 'number' || !(value >= least) || (counts && !Number.isInteger(value))) {
      throw invalid(
        `The rule "${name}" has to be a ${counts ? 'whole number of 1' : 'number of 0'} or more.`,
      )
    }
    resolved[name] = value
  }
  if (resolved.minDuration > resolved.maxDuration) {
    throw invalid('The rule "minDuration" is larger than "maxDuration"; no cue can keep both.')
  }
  if (resolved.readingSpeed === 0) throw invalid('The rule "readingSpeed" has to be more than 0.')
  return resolved
}

function isRule(name: string): name is keyof ResolvedRules {
  return Object.hasOwn(defaults, name)
}

function invalid(message: string): CuekitError {
  return new CuekitError('invalid_option', message)
}
