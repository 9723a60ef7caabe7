import type { ErrorBody, TaskStep, TaskTrack, TaskView } from '../schemas/task-view.ts'

/** What is being sent. `size` is bytes; 0 for a URL, which the server fetches itself. */
export interface TaskFile {
  name: string
  type: string
  size: number
}

/** How news of the task reaches us: by a stream, by asking every few seconds, or not at the moment. */
export type TaskConnection = 'live' | 'polling' | 'offline'

/** Where `retry()` goes on: send the file again, let the server try again, or only look again. */
export type RetryFrom = 'upload' | 'task' | 'watch'

/**
 * One transcription from the browser's side, upload and task together.
 * `progress` is 0..1 and missing where nobody can measure it. `task` is missing until the first news, which is there at once after an upload.
 */
export type TaskState =
  | { status: 'idle' }
  | { status: 'uploading'; file: TaskFile; sent: number; total: number; progress?: number }
  | { status: 'queued'; id: string; task?: TaskView; connection: TaskConnection }
  | {
      status: 'processing'
      id: string
      task: TaskView
      step?: TaskStep | undefined
      progress?: number | undefined
      connection: TaskConnection
    }
  | {
      status: 'succeeded'
      id: string
      task: TaskView
      tracks: TaskTrack[]
      mediaUrl?: string | undefined
      videoUrl?: string | undefined
    }
  | {
      status: 'failed'
      id?: string | undefined
      task?: TaskView | undefined
      error: ErrorBody
      retryFrom: RetryFrom
    }
  | { status: 'cancelled'; id?: string | undefined; task?: TaskView | undefined }

export type TaskEvent =
  | { type: 'upload'; file: TaskFile }
  | { type: 'progress'; sent: number; total: number }
  | { type: 'attach'; id: string }
  | { type: 'view'; view: TaskView }
  | { type: 'connection'; connection: TaskConnection }
  | { type: 'fail'; error: ErrorBody; retryFrom: RetryFrom }
  | { type: 'cancel' }
  | { type: 'reset' }

/** The state before anything was started, and the only one a server renders: one object, so that its identity is stable. */
export const IDLE: TaskState = { status: 'idle' }

/** What any state may know of its task. */
const known = (state: TaskState): { id?: string | undefined; task?: TaskView | undefined } => {
  const { id, task } = state as Extract<TaskState, { status: 'cancelled' }>
  return { id, task }
}

function fromView(task: TaskView, connection: TaskConnection): TaskState {
  const { id, status, step, progress, tracks, mediaUrl, videoUrl } = task
  if (status === 'queued') return { status, id, task, connection }
  if (status === 'processing') return { status, id, task, step, progress, connection }
  if (status === 'succeeded') return { status, id, task, tracks, mediaUrl, videoUrl }
  if (status === 'cancelled') return { status, id, task }
  const message = "The task failed; the server's log says why."
  const { error = { code: 'task_failed', message, retryable: false } } = task
  return { status, id, task, error, retryFrom: 'task' }
}

/** The next state, pure. The same object comes back when nothing changed; views that are old or of another task change nothing. */
export function transition(state: TaskState, event: TaskEvent): TaskState {
  switch (event.type) {
    case 'reset':
      return IDLE
    case 'upload':
      return { status: 'uploading', file: event.file, sent: 0, total: event.file.size }
    case 'progress': {
      const { sent, total } = event
      if (state.status !== 'uploading' || total <= 0 || sent === state.sent) return state
      return { ...state, sent, total, progress: sent / total }
    }
    case 'attach':
      return { status: 'queued', id: event.id, connection: 'live' }
    case 'view': {
      const { id, task } = known(state)
      const expected = state.status === 'uploading' || id === event.view.id
      if (!expected || (task && event.view.version <= task.version)) return state
      return fromView(event.view, 'connection' in state ? state.connection : 'live')
    }
    case 'connection':
      return 'connection' in state && state.connection !== event.connection
        ? { ...state, connection: event.connection }
        : state
    case 'fail':
      return { status: 'failed', ...known(state), error: event.error, retryFrom: event.retryFrom }
    case 'cancel':
      return state.status === 'cancelled' ? state : { status: 'cancelled', ...known(state) }
  }
}
