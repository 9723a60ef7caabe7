import type { Transcript } from '@cuekit/core'
import { abortable } from '../abortable.ts'
import type { TaskRun } from '../ports/task-queue.ts'
import type { StoredTask } from '../ports/task-store.ts'
import { isCrashLoop } from './crash-loop.ts'
import type { OpenRun } from './open-run.ts'
import type { PipelineContext } from './step.ts'
import { retryDelay } from './timing.ts'

/** Tells the application; what it rejects with is tried again. */
export type Announce = (task: StoredTask, transcript: Transcript | undefined) => Promise<unknown>

const NAME = 'on-task-end'
const MAX_ATTEMPTS = 5

/**
 * Tells of the end of a task, at least once: the task stays `endPending` until it worked, so a crash repeats it.
 * Whatever comes of it, the task keeps its result.
 */
export async function announceEnd(
  run: OpenRun,
  announce: Announce,
  { store, timing, logger, now }: PipelineContext,
): Promise<TaskRun> {
  const { id } = run.task
  const value = run.checkpoint(NAME)?.value as { attempts: number } | undefined
  const attempts = (value?.attempts ?? 0) + 1
  const over = async (): Promise<TaskRun> => {
    await run.settle({ endPending: false })
    return {}
  }
  if (isCrashLoop(run.task)) {
    logger.error('onTaskEnd took the server down again and again; given up', { taskId: id })
    return over()
  }
  const task = await store.get(id)
  if (!task) return {}
  try {
    await abortable(
      Promise.resolve().then(() => announce(task, task.transcript)),
      run.signal,
    )
    return await over()
  } catch (error) {
    if (run.stopped() === 'lost') return {}
    if (run.stopped() === 'stop') {
      await run.settle({ runAt: now() })
      return { again: now() }
    }
    if (attempts >= MAX_ATTEMPTS) {
      logger.error('onTaskEnd failed and is given up', { taskId: id, attempts, error })
      return over()
    }
    logger.warn('onTaskEnd failed and is called again', { taskId: id, attempts, error })
    const again = now() + retryDelay(timing, attempts)
    const checkpoint = { name: NAME, state: 'intent', value: { attempts } } as const
    const result = await run.settle({ checkpoint, runAt: again })
    return result === 'lost' ? {} : { again }
  }
}
