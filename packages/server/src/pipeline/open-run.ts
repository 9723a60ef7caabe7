import { setTimeout as sleep } from 'node:timers/promises'
import { CuekitError } from '@cuekit/core'
import { applyChange } from '../ports/apply-change.ts'
import type { StepRecord, StoredTask, TaskChange } from '../ports/task-store.ts'
import { createProgress } from './progress.ts'
import type { PipelineContext, Run } from './step.ts'

/** `lost`: the task is another run's or gone. `cancel`: its owner asks. `stop`: the worker goes down. */
type StopReason = 'lost' | 'cancel' | 'stop'

export interface OpenRun extends Run {
  /** Ends the run: aborts its signal. The first reason counts. */
  stop(reason: StopReason): void
  stopped(): StopReason | undefined
  /** Writes whatever the state of the run: how it is settled. */
  settle(change: TaskChange): Promise<'ok' | 'lost' | 'cancel'>
  close(): void
}

const WRITE_ATTEMPTS = 5

const sameWarning = (a: StoredTask['warnings'][number], b: StoredTask['warnings'][number]) =>
  a.code === b.code && a.message === b.message && JSON.stringify(a.at) === JSON.stringify(b.at)

/** A begun task as a `Run`: writes one after the other, beats, listens for cancellation. */
export function openRun(
  begun: { task: StoredTask; fence: number; steps: StepRecord[] },
  stopSignal: AbortSignal,
  { store, timing }: PipelineContext,
): OpenRun {
  const { task, fence } = begun
  const steps = new Map(begun.steps.map((step) => [step.name, step]))
  const aborter = new AbortController()
  let reason: StopReason | undefined
  let closed = false
  let last: Promise<unknown> = Promise.resolve()

  function stop(why: StopReason): void {
    reason ??= why
    aborter.abort(new CuekitError('aborted', 'The run was ended.'))
  }

  /** What was bought is not thrown away for a full disk or a busy database: a few tries, then the error. */
  async function write(change: TaskChange): Promise<'ok' | 'lost' | 'cancel'> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await store.commit(task.id, fence, change)
      } catch (error) {
        if (attempt >= WRITE_ATTEMPTS) throw error
        await sleep(100 * 2 ** attempt)
      }
    }
  }

  async function settle(change: TaskChange): Promise<'ok' | 'lost' | 'cancel'> {
    const written = last.then(() => write(change))
    last = written.catch(() => {})
    const result = await written
    if (result !== 'lost') {
      applyChange(task, change)
      if (change.checkpoint) steps.set(change.checkpoint.name, change.checkpoint)
    }
    return result
  }

  async function commit(change: TaskChange): Promise<void> {
    aborter.signal.throwIfAborted()
    // The next step counts from 0 again.
    if (change.progress === null) progress.reset()
    const result = await settle(change)
    if (result !== 'ok') stop(result)
    aborter.signal.throwIfAborted()
  }

  /** A write that nobody waits for; what it learns ends the run, what it fails at the next write meets again. */
  function hint(change: TaskChange): void {
    if (!closed && !aborter.signal.aborted) void commit(change).catch(() => {})
  }

  async function look(): Promise<void> {
    const current = await store.get(task.id)
    if (!current || current.fence !== fence) stop('lost')
    else if (current.cancelRequested && current.status === 'running') stop('cancel')
  }

  const progress = createProgress({
    write: (value) => hint({ progress: value }),
    everyMs: timing.progressMs,
  })
  const unwatch = store.watch((id) => {
    if (id === task.id) void look().catch(() => {})
  })
  const heart = setInterval(() => hint({}), timing.heartbeatMs)
  heart.unref()
  const onStop = (): void => stop('stop')
  if (stopSignal.aborted) onStop()
  else stopSignal.addEventListener('abort', onStop, { once: true })

  return {
    task,
    signal: aborter.signal,
    checkpoint: (name) => steps.get(name),
    commit,
    progress: (value) => progress.report(value),
    warnings(...added) {
      const fresh = added.filter((one) => !task.warnings.some((known) => sameWarning(known, one)))
      return [...task.warnings, ...fresh]
    },
    stop,
    stopped: () => reason,
    async settle(change) {
      progress.reset()
      return settle(change)
    },
    close() {
      closed = true
      progress.reset()
      clearInterval(heart)
      unwatch()
      stopSignal.removeEventListener('abort', onStop)
    },
  }
}
