import * as z from 'zod/mini'
import type { RemoteJob } from '../engines/engine.ts'
import { CuekitError, type CuekitErrorOptions, isCuekitError } from '../errors/error.ts'
import type { Schedule } from './schedule.ts'

export type WaitEvent<R> =
  | { type: 'status'; status: 'queued' | 'processing'; raw: string; progress?: number }
  /** A look failed; looking goes on after `delay` milliseconds. */
  | { type: 'poll-error'; error: CuekitError; consecutive: number; delay: number }
  | { type: 'succeeded'; result: R }

export interface WaitOptions<R> {
  signal?: AbortSignal | undefined
  onEvent?: ((event: WaitEvent<R>) => void) | undefined
  /** Milliseconds to wait at most; `null` for no limit. Default two hours. */
  deadlineMs?: number | null | undefined
  schedule?: Schedule | undefined
}

/**
 * A submitted task: JSON that any process can store and resume, and the ways to wait for it. Not thenable, so that an async function
 * can return it without waiting. Aborting a wait does not stop the task at the service, which has no way to do that.
 */
export interface TaskHandle<R, K extends string = string> extends RemoteJob {
  /** What kind of result it waits for; `R` follows from it. */
  kind: K
  /** Waits for the end. Errors carry the handle; `wait_timeout` means that the task goes on. */
  result(options?: WaitOptions<R>): Promise<R>
  /** The same as a stream of events; leaving the loop ends the waiting. */
  events(options?: Omit<WaitOptions<R>, 'onEvent'>): AsyncGenerator<WaitEvent<R>>
  toJSON(): RemoteJob & { kind: K }
}

// Whatever a service calls its tasks, once it is paid for; but no step within the path, as ".." would be.
const TASK_ID = /^(?!\.{1,2}$)(?!.*\.\/)[\x21-\x7e]+$/

const remoteJobSchema = z.strictObject({
  v: z.literal(1),
  id: z.string().check(z.minLength(1), z.maxLength(1000), z.regex(TASK_ID)),
  baseURL: z.url(),
  kind: z.string().check(z.minLength(1)),
  submittedAt: z.iso.datetime(),
})

const invalid = (why: string): CuekitError =>
  new CuekitError('handle_invalid', `This is not a handle of a task of this client: ${why}.`)

/**
 * A stored handle, checked. It is bound to its host: tasks are known only where they were submitted, and a handle that was tampered
 * with must not send the key elsewhere. Throws `handle_invalid`.
 */
export function parseHandle<K extends string>(
  json: unknown,
  expected: { baseURL: string; kinds: readonly K[] },
): RemoteJob & { kind: K } {
  const plain: unknown =
    typeof json === 'object' &&
    json !== null &&
    'toJSON' in json &&
    typeof json.toJSON === 'function'
      ? json.toJSON()
      : json
  const parsed = z.safeParse(remoteJobSchema, plain)
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.')
    throw invalid(
      path
        ? `"${path}" is missing or wrong`
        : 'it is not an object with v, id, baseURL, kind and submittedAt',
    )
  }
  const job = parsed.data
  const kind = expected.kinds.find((known) => known === job.kind)
  if (kind === undefined) throw invalid(`its kind is not ${expected.kinds.join(' or ')}`)
  if (job.baseURL !== expected.baseURL) {
    throw invalid('it was submitted to another address; resume it with a client of that baseURL')
  }
  return { ...job, kind }
}

/** The same error with the handle, so that paid work is not lost with it. */
function withHandle(error: unknown, job: RemoteJob): unknown {
  if (!isCuekitError(error)) return error
  const {
    cause,
    requestId,
    upstreamStatus,
    upstreamCode,
    attempts,
    sent,
    retryAfterMs,
    retryable,
  } = error
  const details = { cause, requestId, upstreamStatus, upstreamCode, attempts, sent, retryAfterMs }
  const known: CuekitErrorOptions = Object.fromEntries(
    Object.entries(details).filter(([, value]) => value !== undefined),
  )
  return new CuekitError(error.code, error.message, { ...known, retryable, handle: job })
}

/** A handle over a way to wait. */
export function createHandle<R, K extends string = string>(
  job: RemoteJob & { kind: K },
  wait: (options: WaitOptions<R>) => Promise<R>,
): TaskHandle<R, K> {
  const result = async (options: WaitOptions<R> = {}): Promise<R> => {
    try {
      return await wait(options)
    } catch (error) {
      throw withHandle(error, job)
    }
  }
  async function* events(
    options: Omit<WaitOptions<R>, 'onEvent'> = {},
  ): AsyncGenerator<WaitEvent<R>> {
    const left = new AbortController()
    const queue: WaitEvent<R>[] = []
    let wake = (): void => {}
    let over: { error?: unknown } | undefined
    const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal
    const onEvent = (event: WaitEvent<R>): void => {
      queue.push(event)
      wake()
    }
    const waitForEnd = async (): Promise<void> => {
      try {
        await result({ ...options, signal, onEvent })
        over = {}
      } catch (error) {
        over = { error }
      }
      wake()
    }
    void waitForEnd()
    try {
      for (;;) {
        const event = queue.shift()
        if (event) yield event
        else if (over) {
          if ('error' in over) throw over.error
          return
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    } finally {
      left.abort()
    }
  }
  return { ...job, result, events, toJSON: () => ({ ...job }) }
}
