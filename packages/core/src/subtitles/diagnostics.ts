import type { Cue } from '../schemas/cue.ts'

/** Every remark a reader of a subtitle file can make. */
export type DiagnosticCode =
  | 'end_before_start'
  | 'invalid_cue'
  | 'invalid_header'
  | 'invalid_json'
  | 'invalid_setting'
  | 'invalid_time'
  | 'several_speakers'
  | 'text_outside_cue'

/**
 * One remark about a file: content never throws, it is read as far as it goes and the rest is told here.
 * `error` means text was left out, `warning` that something was read differently from what is written.
 */
export interface Diagnostic {
  code: DiagnosticCode
  message: string
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 units. */
  column: number
  severity: 'error' | 'warning'
}

/** What reading a file gives: all cues that could be read, in file order, and what was wrong with the rest. */
export interface ParsedSubtitles {
  cues: Cue[]
  diagnostics: Diagnostic[]
}
