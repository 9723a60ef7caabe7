export { createTranscriptionTask } from './task/task.ts'
export type {
  SubtitleFormat,
  TranscriptionTask,
  TranscriptionTaskOptions,
} from './task/transcription-task.ts'
export type { RetryFrom, TaskConnection, TaskFile, TaskState } from './task/state.ts'
export type { StartOptions, TaskInput } from './task/upload.ts'
export type { TaskStorage } from './task/remember.ts'
export type { WatchTiming } from './task/watch.ts'
export type { Connectivity, ConnectivityEvent } from './task/connectivity.ts'
export type { ErrorBody, TaskStatus, TaskStep, TaskTrack, TaskView } from './schemas/task-view.ts'
export type { Segment, Transcript, Warning, Word } from './schemas/transcript.ts'
export type { Cue } from './schemas/cue.ts'
export type { CuekitError } from './errors/error.ts'
