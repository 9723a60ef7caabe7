import { CuekitError, isCuekitError } from '../errors/error.ts'
import { abortedError, throwIfAborted } from '../http/aborted.ts'
import { type Sleep, sleep } from '../http/sleep.ts'
import { pollDelay, type Schedule } from './schedule.ts'

/** One look at a task. */
export type Look<T> =
  | { done: true; value: T }
  | {
      done: false
      /** Two looks with equal fingerprints saw no change. */
      fingerprint: string
      retryAfterMs?: number | undefined
    }

export interface PollOptions<T> {
  /** One request, bounded by `signal` and by `timeoutMs`. */
  look(request: { signal: AbortSignal | undefined; timeoutMs: number }): Promise<Look<T>>
  /** When the task was submitted, milliseconds since the epoch: a task may be unknown for a moment. */
  submittedAt: number
  /** Milliseconds from now after which waiting ends; `null` for never. */
  deadlineMs: number | null
  signal?: AbortSignal | undefined
  schedule?: Schedule | undefined
  /** After each failed look that is not the end. `delay` is the wait that follows. */
  onError?:
    | ((failure: { error: CuekitError; consecutive: number; delay: number }) => void)
    | undefined
  now?: (() => number) | undefined
  sleep?: Sleep | undefined
  random?: (() => number) | undefined
}

const MAX_LOOK_MS = 30_000
const MAX_CONSECUTIVE_ERRORS = 10
const UNKNOWN_TASK_GRACE_MS = 30_000

/** Polls after which looking again cannot help. */
function isFinal(error: CuekitError, sinceSubmit: number): boolean {
  if (error.code === 'upstream_not_found') return sinceSubmit > UNKNOWN_TASK_GRACE_MS
  // A page from a proxy or half an answer passes; the error budget bounds it.
  if (error.code === 'invalid_response') return false
  return !error.retryable
}

const waitTimeout = (): CuekitError =>
  new CuekitError(
    'wait_timeout',
    'The task was not finished in time. It goes on at the service: resume it with the handle of this error.',
  )

/** Looks at a task until it is done. The deadline bounds the request in flight too; an abort settles at once. */
export async function poll<T>(options: PollOptions<T>): Promise<T> {
  const { look, submittedAt, deadlineMs, signal, onError } = options
  const {
    schedule = pollDelay,
    now = Date.now,
    sleep: wait = sleep,
    random = Math.random,
  } = options
  throwIfAborted(signal)
  const deadline = deadlineMs === null ? Number.POSITIVE_INFINITY : now() + deadlineMs
  let fingerprint: string | undefined
  let previous: number | undefined
  let errors = 0
  let next = { changed: false, retryAfterMs: undefined as number | undefined }

  for (let count = 0; ; count += 1) {
    const delay = schedule({ poll: count, previous, ...next }, random)
    // A wait the service asked for is no step of the schedule.
    if (next.retryAfterMs === undefined) previous = delay
    const left = deadline - now()
    try {
      await wait(Math.max(0, Math.min(delay, left)), signal)
    } catch (error) {
      throw signal?.aborted ? abortedError(signal) : error
    }
    if (now() >= deadline) throw waitTimeout()
    try {
      const timeoutMs = Math.min(MAX_LOOK_MS, deadline - now())
      const seen = await look({ signal, timeoutMs })
      if (seen.done) return seen.value
      errors = 0
      const changed = fingerprint !== undefined && fingerprint !== seen.fingerprint
      fingerprint = seen.fingerprint
      next = { changed, retryAfterMs: seen.retryAfterMs }
    } catch (error) {
      if (signal?.aborted) throw abortedError(signal)
      if (!isCuekitError(error)) throw error
      if (now() >= deadline) throw waitTimeout()
      errors += 1
      if (isFinal(error, now() - submittedAt) || errors >= MAX_CONSECUTIVE_ERRORS) throw error
      next = { changed: false, retryAfterMs: error.retryAfterMs }
      const after = schedule({ poll: count + 1, previous, ...next }, () => 0.5)
      onError?.({ error, consecutive: errors, delay: after })
    }
  }
}
