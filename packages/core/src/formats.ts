export {
  type FormatInfo,
  isSubtitleFormat,
  type SubtitleFormat,
  subtitleFormats,
} from './formats/catalogue.ts'
export { detect } from './formats/detect.ts'
export { formatAs, parseAs } from './formats/dispatch.ts'
export type { Cue, CueSettings } from './schemas/cue.ts'
export type { Segment, Transcript, Warning, Word } from './schemas/transcript.ts'
export type { Diagnostic, DiagnosticCode, ParsedSubtitles } from './subtitles/diagnostics.ts'
