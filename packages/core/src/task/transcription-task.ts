import type { TaskView } from '../schemas/task-view.ts'
import type { Transcript } from '../schemas/transcript.ts'
import type { TaskApiOptions } from './api.ts'
import type { Connectivity } from './connectivity.ts'
import type { RememberOptions } from './remember.ts'
import type { TaskState } from './state.ts'
import type { StartOptions, TaskInput, UploadOptions } from './upload.ts'
import type { WatchTiming } from './watch.ts'

export interface TranscriptionTaskOptions
  extends TaskApiOptions, RememberOptions, Pick<UploadOptions, 'xhr'> {
  /** Cancels the upload or the task when the last listener has left. Default false: both go on. */
  cancelOnUnmount?: boolean
  /** How long the watch waits for what; the defaults suit the server's 15 s ping. */
  timing?: Partial<WatchTiming>
  /** How to learn about the network; the default asks the browser. */
  connectivity?: Connectivity
}

/** Formats that every server has; one that an application adds is accepted too. */
export type SubtitleFormat = 'vtt' | 'srt' | 'txt' | 'json' | (string & {})

/**
 * A store of one transcription at a time, for any framework: `subscribe` and `getSnapshot` are what React's
 * `useSyncExternalStore` takes. All functions may be passed on without their object.
 */
export interface TranscriptionTask {
  /** While nobody listens any more, the upload and the task go on, and watching the task rests until somebody comes back. */
  subscribe(listener: () => void): () => void
  /** The same object until something changes. */
  getSnapshot(): TaskState
  /** Always idle: a server knows no upload. */
  getServerSnapshot(): TaskState
  /** Uploads and follows; what goes wrong becomes the state. Aborts the upload of a start before it; a task that this made goes on. */
  start(input: TaskInput, options?: StartOptions): void
  /** As `start`, and resolves with the succeeded view; rejects with a `CuekitError`, `aborted` after cancel, reset or another start. */
  startAsync(input: TaskInput, options?: StartOptions): Promise<TaskView>
  /** Aborts the upload, or asks the server to cancel the task. */
  cancel(): void
  /** Goes on where it failed; does nothing in any other state. */
  retry(): void
  /** Follows a task that exists: the one named, or, while idle, the one that `persist` remembers. */
  resume(id?: string): void
  /** Back to idle. Nothing is cancelled on the server. */
  reset(): void
  /** Link to the subtitles that needs no header. Undefined before the task has succeeded, or without a track of that language. */
  subtitleUrl(format: SubtitleFormat, options?: { language?: string }): string | undefined
  /** Segments and words. Rejects with a `CuekitError`, `task_not_ready` before the task has succeeded. */
  transcript(options?: { signal?: AbortSignal }): Promise<Transcript>
}
