import { CuekitError } from '@cuekit/core'
import type { StoredTask } from '../ports/task-store.ts'

/** Runs that may end without a word before the task itself is taken for the cause. */
const MAX_STARTS = 5

/** True in the run after the last one allowed: a task that takes its worker down must not do so for ever. */
export function isCrashLoop({ starts }: Pick<StoredTask, 'starts'>): boolean {
  return starts > MAX_STARTS
}

export function crashLoop({ step }: Pick<StoredTask, 'step'>): CuekitError {
  return new CuekitError(
    'crash_loop',
    `The server went down ${MAX_STARTS} times while it worked on this task${step ? ` (step ${step})` : ''}; it is not tried again by itself.`,
  )
}
