import type { StoredTask, TaskChange } from './task-store.ts'

/** Does `change` to an unfinished task: given fields replace, `starts` begins anew where the task got somewhere. */
export function applyChange(task: StoredTask, change: TaskChange): void {
  const { checkpoint, progress, duration, runAt, endPending, ...fields } = change
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) Object.assign(task, { [name]: value })
  }
  if (progress === null) delete task.progress
  else if (progress !== undefined) task.progress = progress
  if (duration !== undefined) task.source.duration = duration
  if (endPending) task.endPending = true
  if (change.status !== undefined && change.status !== 'waiting') delete task.runAt
  if (runAt !== undefined) task.runAt = runAt
  if (checkpoint?.state === 'done' || change.status === 'waiting') task.starts = 0
}
