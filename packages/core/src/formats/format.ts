import type { Cue } from '../schemas/cue.ts'
import type { ParsedSubtitles } from '../subtitles/diagnostics.ts'

/** What a file in `formats/` gives for `formatAs` and `parseAs`. */
export interface FormatModule {
  format(cues: readonly Cue[]): string
  /** Missing where a format holds no times to read. */
  parse?(text: string): ParsedSubtitles
}
