import type { ErrorCode, TaskStep } from '@cuekit/core'

/** What happens to tasks, for metrics and traces. Nothing in it is secret. */
export type CuekitEvent =
  | { type: 'task_created'; taskId: string; owner: string; bytes: number }
  | { type: 'run_started'; taskId: string; starts: number }
  | { type: 'run_lost'; taskId: string }
  | { type: 'step_started'; taskId: string; step: TaskStep }
  | { type: 'step_done'; taskId: string; step: TaskStep; milliseconds: number }
  | { type: 'step_retried'; taskId: string; step: TaskStep; code: ErrorCode; attempt: number }
  | { type: 'possible_duplicate'; taskId: string }
  | {
      type: 'task_ended'
      taskId: string
      status: 'succeeded' | 'failed' | 'cancelled'
      code?: ErrorCode
    }
  | { type: 'media_purged'; taskId: string }
