import { setTimeout as sleep } from 'node:timers/promises'
import { type CuekitError, toCuekitError } from '@cuekit/core'
import { abortable } from '../abortable.ts'
import type { TaskRun } from '../ports/task-queue.ts'
import type { StoredTask } from '../ports/task-store.ts'
import { type Announce, announceEnd } from './announce.ts'
import { crashLoop, isCrashLoop } from './crash-loop.ts'
import { type OpenRun, openRun } from './open-run.ts'
import type { PipelineContext, Step } from './step.ts'
import { extractAudioStep } from './steps/extract-audio.ts'
import { ingestStep } from './steps/ingest.ts'
import { transcribeStep } from './steps/transcribe.ts'
import { retryDelay } from './timing.ts'

const STEPS: readonly Step[] = [ingestStep, extractAudioStep, transcribeStep]
const MAX_RETRIES = 5

const isFinal = ({ status }: StoredTask): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled'

/** How often the step was tried and failed, as its checkpoint says. */
function attemptsOf(value: unknown): number {
  const attempts = (value as { attempts?: unknown } | undefined)?.attempts
  return typeof attempts === 'number' ? attempts : 0
}

/**
 * One run of a task: the steps that are not done yet, each with a checkpoint. It returns when the task is over or has to
 * wait; called again, by any process, it goes on behind the last checkpoint.
 */
export function createPipeline(
  context: PipelineContext,
  { announce, steps = STEPS }: { announce?: Announce; steps?: readonly Step[] } = {},
): (taskId: string, signal: AbortSignal) => Promise<TaskRun> {
  const { store, blobs, timing, logger, onEvent, now } = context

  /** What a run that was ended does, in the background: killed programs end, their folders are removed. */
  const working = new WeakMap<OpenRun, Promise<unknown>>()

  /** A run is over when its step has let go, so that a worker that has stopped leaves nothing behind; an engine may not listen. */
  async function letGo(run: OpenRun): Promise<void> {
    const over = new AbortController()
    const work = working.get(run)?.catch(() => {})
    if (work)
      await Promise.race([work, sleep(timing.letGoMs, undefined, over)]).finally(() => over.abort())
  }

  async function runSteps(run: OpenRun, entered: (step: Step) => void): Promise<TaskRun> {
    if (run.task.cancelRequested) run.stop('cancel')
    run.signal.throwIfAborted()
    if (isCrashLoop(run.task)) throw crashLoop(run.task)
    for (const step of steps) {
      if (run.checkpoint(step.name)?.state === 'done') continue
      entered(step)
      // A remote job goes on by itself: its progress stays while nobody looks.
      if (run.checkpoint(step.name)?.state === 'submitted') run.signal.throwIfAborted()
      else await run.commit({ step: step.name, progress: null })
      const startedAt = now()
      onEvent({ type: 'step_started', taskId: run.task.id, step: step.name })
      const work = step.run(run, context)
      working.set(run, work)
      const outcome = await abortable(work, run.signal)
      if ('waitUntil' in outcome) return wait(run, outcome.waitUntil, outcome.change)
      const { done, value } = outcome
      await run.commit({
        ...done,
        checkpoint: { name: step.name, state: 'done', ...(value === undefined ? {} : { value }) },
      })
      const milliseconds = now() - startedAt
      onEvent({ type: 'step_done', taskId: run.task.id, step: step.name, milliseconds })
    }
    return end(run, { status: 'succeeded' })
  }

  async function wait(
    run: OpenRun,
    runAt: number,
    change: Parameters<OpenRun['settle']>[0],
  ): Promise<TaskRun> {
    const result = await run.settle({ ...change, status: 'waiting', runAt })
    if (result === 'cancel') return cancelled(run)
    return result === 'lost' ? lost(run) : { again: runAt }
  }

  async function end(
    run: OpenRun,
    change:
      | { status: 'succeeded' }
      | { status: 'failed'; error: ReturnType<CuekitError['toJSON']> },
  ): Promise<TaskRun> {
    const endPending = announce ? { endPending: true } : {}
    const result = await run.settle({ ...change, progress: null, ...endPending })
    if (result === 'lost') return lost(run)
    const code = 'error' in change ? { code: change.error.code as CuekitError['code'] } : {}
    onEvent({ type: 'task_ended', taskId: run.task.id, status: change.status, ...code })
    return announce ? announceEnd(run, announce, context) : {}
  }

  async function cancelled(run: OpenRun): Promise<TaskRun> {
    const result = await run.settle({ status: 'cancelled', progress: null })
    if (result === 'lost') return lost(run)
    onEvent({ type: 'task_ended', taskId: run.task.id, status: 'cancelled' })
    return {}
  }

  /** Another run owns the task now, or it was deleted: then what this run may have written meanwhile goes too. */
  async function lost(run: OpenRun): Promise<TaskRun> {
    const { id } = run.task
    onEvent({ type: 'run_lost', taskId: id })
    if (await store.get(id)) return {}
    await letGo(run)
    await blobs.deleteTask(id)
    return {}
  }

  async function failed(run: OpenRun, step: Step | undefined, thrown: unknown): Promise<TaskRun> {
    const reason = run.stopped()
    if (reason === 'lost') return lost(run)
    if (reason === 'cancel') return cancelled(run)
    if (reason === 'stop') return wait(run, now(), {})

    const error = toCuekitError(thrown)
    const { id } = run.task
    const record = step && run.checkpoint(step.name)
    const attempts = attemptsOf(record?.value) + 1
    if (step && error.retryable && attempts <= MAX_RETRIES) {
      const delay = retryDelay(timing, attempts, error.retryAfterMs)
      onEvent({
        type: 'step_retried',
        taskId: id,
        step: step.name,
        code: error.code,
        attempt: attempts,
      })
      logger.warn('a step failed and is tried again', { taskId: id, step: step.name, error })
      const value = { ...(record?.value as object | undefined), attempts }
      const checkpoint = { name: step.name, state: record?.state ?? 'intent', value } as const
      return wait(run, now() + delay, { checkpoint })
    }
    // Of a fault that is not the media's, the message says no more than that the log has the details.
    logger[error.status >= 500 ? 'error' : 'info']('a task failed', { taskId: id, error })
    return end(run, { status: 'failed', error: error.toJSON() })
  }

  return async function runTask(taskId, signal) {
    const before = await store.get(taskId)
    if (!before) return {}
    // A wake may come too early; beginning now would poll a service more often than it asks for.
    if (before.runAt !== undefined && before.runAt > now() && !before.cancelRequested) {
      return { again: before.runAt }
    }
    const begun = await store.begin(taskId)
    if (!begun) return {}
    const run = openRun(begun, signal, context)
    try {
      if (isFinal(begun.task)) return announce ? await announceEnd(run, announce, context) : {}
      onEvent({ type: 'run_started', taskId, starts: begun.task.starts })
      let step: Step | undefined
      try {
        return await runSteps(run, (entered) => (step = entered))
      } catch (error) {
        const result = await failed(run, step, error)
        await letGo(run)
        return result
      }
    } finally {
      run.close()
    }
  }
}
