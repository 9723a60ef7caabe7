import { CuekitError, isCuekitError, type TaskStep, type Transcript } from '@cuekit/core'
import type { PollResult, RemoteJob } from '@cuekit/core/engines'
import type { PipelineContext, Run } from './step.ts'
import { pollDelay } from './timing.ts'

/** The checkpoint of a remote call, JSON in the store. */
interface RemoteState {
  /** Failed tries since the last success. */
  attempts?: number
  /** A submit is under way; found by a later run, its answer was lost. */
  submitting?: boolean
  /** Submits made after a lost answer. */
  duplicates?: number
  job?: RemoteJob
  polls?: number
  /** Milliseconds since the epoch from which the deadline counts. */
  since?: number
}

export interface RemoteCall {
  name: TaskStep
  submit(): Promise<RemoteJob>
  poll(job: RemoteJob): Promise<PollResult>
}

export type RemoteOutcome =
  | { transcript: Transcript }
  | { waitUntil: number; change: Parameters<Run['commit']>[0] }

// After these the job will never give a result: a retry has to submit anew.
const JOB_IS_OVER = new Set(['task_failed', 'upstream_not_found', 'handle_invalid', 'empty_result'])

/**
 * Calls a paid service that works on its own: intent, submit, then one poll per run, with a checkpoint at each arrow. The
 * job is polled on the host that made it, by whichever process comes next; between polls nothing waits.
 */
export async function runRemote(
  run: Run,
  { timing, onEvent, now }: PipelineContext,
  { name, submit, poll }: RemoteCall,
): Promise<RemoteOutcome> {
  const state: RemoteState = { ...(run.checkpoint(name)?.value as RemoteState | undefined) }
  const keep = (record: 'intent' | 'submitted', value: RemoteState) => ({
    checkpoint: { name, state: record, value },
  })

  async function submitOnce(): Promise<RemoteOutcome> {
    const duplicates = (state.duplicates ?? 0) + (state.submitting ? 1 : 0)
    if (duplicates > 1) {
      throw new CuekitError(
        'upstream_error',
        'The service was asked twice and its answer was lost twice; it may have done the work. Retry by hand if it should be asked again.',
        { retryable: false },
      )
    }
    const intent: RemoteState = {
      ...(state.attempts === undefined ? {} : { attempts: state.attempts }),
      ...(duplicates > 0 ? { duplicates } : {}),
    }
    const warning = {
      code: 'possible_duplicate',
      message: 'The service was asked again after its first answer was lost; it may charge twice.',
    }
    if (state.submitting) onEvent({ type: 'possible_duplicate', taskId: run.task.id })
    await run.commit({
      ...keep('intent', { ...intent, submitting: true }),
      ...(state.submitting ? { warnings: run.warnings(warning) } : {}),
    })
    let job: RemoteJob
    try {
      job = await submit()
    } catch (error) {
      // We know that it failed; only a run that ended without knowing leaves `submitting` behind.
      if (!run.signal.aborted) await run.commit(keep('intent', intent))
      throw error
    }
    const waitUntil = now() + pollDelay(timing, 0)
    return { waitUntil, change: keep('submitted', { job, polls: 0, since: now() }) }
  }

  async function pollOnce(job: RemoteJob): Promise<RemoteOutcome> {
    const since = state.since ?? now()
    if (now() - since > timing.remoteMs) {
      // A retry by hand waits for the same job once more.
      await run.commit(keep('submitted', { job }))
      throw new CuekitError(
        'wait_timeout',
        `The service has not finished within ${Math.round(timing.remoteMs / 60_000)} minutes. Retry waits for the same work again.`,
        { retryable: false },
      )
    }
    let result: PollResult
    try {
      result = await poll(job)
    } catch (error) {
      if (isCuekitError(error) && JOB_IS_OVER.has(error.code)) await run.commit(keep('intent', {}))
      throw error
    }
    if (result.status === 'succeeded') return { transcript: result.transcript }
    const polls = (state.polls ?? 0) + 1
    const progress = Math.max(run.task.progress ?? 0, result.progress ?? 0)
    return {
      waitUntil: now() + pollDelay(timing, polls, result.retryAfterMs),
      change: {
        ...keep('submitted', { job, polls, since }),
        ...(progress > 0 ? { progress: Math.min(1, progress) } : {}),
      },
    }
  }

  return state.job ? pollOnce(state.job) : submitOnce()
}
