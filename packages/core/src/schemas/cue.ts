import type { Word } from './transcript.ts'

/**
 * WebVTT cue settings, as written after the time line.
 * Source: WebVTT, section 3.1 (cue settings list).
 */
export interface CueSettings {
  vertical?: 'rl' | 'lr'
  /** A line number, or a percentage such as `"84%"`, with an optional alignment: `"84%,end"`. */
  line?: string
  /** Percentage with an optional alignment: `"50%,center"`. */
  position?: string
  /** Percentage: `"80%"`. */
  size?: string
  align?: 'start' | 'center' | 'end' | 'left' | 'right'
  region?: string
}

/** One subtitle on screen. Times are seconds from the start of the media; `lines` hold plain text, top line first. */
export interface Cue {
  id?: string
  start: number
  end: number
  lines: string[]
  words?: Word[]
  speaker?: string
  settings?: CueSettings
}
