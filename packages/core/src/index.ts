export { ERROR_CODES, type ErrorCode } from './errors/codes.ts'
export {
  CuekitError,
  type CuekitErrorOptions,
  isCuekitError,
  toCuekitError,
} from './errors/error.ts'
export { type MediaType, sniffMediaType } from './schemas/media-type.ts'
export type { Cue, CueSettings } from './schemas/cue.ts'
export {
  type ErrorBody,
  errorBodySchema,
  type TaskStatus,
  type TaskStep,
  type TaskTrack,
  type TaskView,
  taskViewSchema,
} from './schemas/task-view.ts'
export {
  type Segment,
  type Transcript,
  transcriptSchema,
  type Warning,
  type Word,
} from './schemas/transcript.ts'
