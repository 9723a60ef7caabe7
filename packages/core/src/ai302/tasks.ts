import * as z from 'zod/mini'
import type { RemoteJob } from '../engines/engine.ts'
import { CuekitError } from '../errors/error.ts'
import { notify } from '../http/client-event.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { PreparedClient } from '../http/prepare-client.ts'
import { parseRetryAfter } from '../http/retry.ts'
import {
  createHandle,
  parseHandle,
  type TaskHandle,
  type WaitEvent,
  type WaitOptions,
} from '../polling/handle.ts'
import { poll } from '../polling/poll.ts'
import type { TranscriptHints } from '../wire/transcript.ts'
import { parseVideoTask, type VideoTaskAnswer } from '../wire/video-task.ts'
import { TASK_KINDS, type TaskKind, type TaskResults, toTaskResult } from './task-results.ts'

export type TaskSnapshot = VideoTaskAnswer & {
  /** What the service asked for before the next look, in milliseconds. */
  retryAfterMs?: number
}

/** A handle of any kind; once its `kind` is known, so is its result. */
export type AnyTaskHandle = { [K in TaskKind]: TaskHandle<TaskResults[K], K> }[TaskKind]

export interface Tasks {
  /**
   * One look at a task, by handle or by id: a single request, not repeated. Throws `handle_invalid` when the handle says another kind
   * than the result is of; an id takes any.
   */
  get(
    task: RemoteJob | string,
    options?: RequestOptions,
    hints?: TranscriptHints,
  ): Promise<TaskSnapshot>
  /**
   * A stored handle to wait with again. `hints` fill in what the answer does not say. With a `kind` the result is typed, and a handle of
   * another kind is refused. Throws `handle_invalid`.
   */
  resume<K extends TaskKind>(
    json: unknown,
    hints: TranscriptHints & { kind: K },
  ): TaskHandle<TaskResults[K], K>
  resume(json: unknown, hints?: TranscriptHints): AnyTaskHandle
}

type Job<K extends TaskKind> = RemoteJob & { kind: K }

const SERVICE = '302.AI'
// After "success" without a result: it is there at the latest a look or two later, or never.
const EMPTY_RESULTS = 3
const TWO_HOURS = 2 * 60 * 60_000

const waitOptionsSchema = z.strictObject({
  signal: z.optional(z.instanceof(AbortSignal)),
  onEvent: z.optional(z.custom<(event: never) => void>((value) => typeof value === 'function')),
  deadlineMs: z.optional(z.nullable(z.number().check(z.gte(0)))),
  schedule: z.optional(
    z.custom<WaitOptions<unknown>['schedule']>((value) => typeof value === 'function'),
  ),
})

/** The error for a task that ended well with nothing in it. */
export const emptyResult = (retryable: boolean): CuekitError =>
  new CuekitError(
    'empty_result',
    `${SERVICE} reports success, but there is no result in its answer.`,
    {
      retryable,
    },
  )

const otherKind = (kind: TaskKind, found: string): CuekitError =>
  new CuekitError(
    'handle_invalid',
    `This handle waits for a result of the kind "${kind}", and the task ended with another one ("${found}"). Look at it with tasks.get and its id.`,
  )

/** Looking at 302.AI's tasks and waiting for them. */
export function createTasks({ call, baseURL }: PreparedClient): Tasks {
  const check = (json: unknown, kind?: TaskKind): Job<TaskKind> =>
    parseHandle(json, { baseURL, kinds: kind === undefined ? TASK_KINDS : [kind] })

  async function lookAt(
    id: string,
    request: RequestOptions,
    hints: TranscriptHints,
  ): Promise<TaskSnapshot> {
    if (/^\s*\.{0,2}\s*$/.test(id)) {
      throw new CuekitError('handle_invalid', 'A task id cannot be empty or a step of a path.')
    }
    const { text, requestId, headers, secrets } = await call({
      retry: false,
      ...request,
      method: 'GET',
      kind: 'read',
      path: `/302/vt/tasks/subtitle/${encodeURIComponent(id)}`,
    })
    const retryAfterMs = parseRetryAfter(headers)
    const answer = parseVideoTask({ service: SERVICE, text, requestId, secrets }, hints)
    return { ...answer, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }

  /** The result of a task that ended well, if it has one yet. */
  function readResult<K extends TaskKind>(
    { kind }: Job<K>,
    { result: found }: Extract<TaskSnapshot, { status: 'succeeded' }>,
  ): TaskResults[K] | undefined {
    if (!found) return undefined
    const result = toTaskResult(kind, found)
    if (!result) throw otherKind(kind, found.kind)
    return result
  }

  const get: Tasks['get'] = async (task, options = {}, hints = {}) => {
    const request = parseOptions(requestOptionsSchema, options, 'tasks.get')
    if (typeof task === 'string') return lookAt(task, request, hints)
    const job = check(task)
    const seen = await lookAt(job.id, request, hints)
    if (seen.status === 'succeeded') readResult(job, seen)
    return seen
  }

  async function wait<K extends TaskKind>(
    job: Job<K>,
    hints: TranscriptHints,
    options: WaitOptions<TaskResults[K]>,
  ): Promise<TaskResults[K]> {
    parseOptions(waitOptionsSchema, options, 'result')
    const { signal, deadlineMs = TWO_HOURS, schedule } = options
    const tell = (event: WaitEvent<TaskResults[K]>): void => notify(options.onEvent, event)
    let empty = 0
    let last = ''
    return poll<TaskResults[K]>({
      signal,
      schedule,
      deadlineMs,
      submittedAt: Date.parse(job.submittedAt),
      onError: (failure) => tell({ type: 'poll-error', ...failure }),
      async look({ timeoutMs }) {
        const request = { signal, timeouts: { total: timeoutMs } }
        const seen = await lookAt(job.id, request, hints)
        if (seen.status === 'failed') throw seen.error
        if (seen.status === 'succeeded') {
          const result = readResult(job, seen)
          if (result) {
            tell({ type: 'succeeded', result })
            return { done: true, value: result }
          }
          empty += 1
          if (empty >= EMPTY_RESULTS) throw emptyResult(false)
          return { done: false, fingerprint: 'empty', retryAfterMs: seen.retryAfterMs }
        }
        const { status, raw, progress, fingerprint, retryAfterMs } = seen
        if (fingerprint !== last) {
          last = fingerprint
          tell({
            type: 'status',
            status,
            raw,
            ...(progress === undefined ? {} : { progress }),
          })
        }
        return { done: false, fingerprint, retryAfterMs }
      },
    })
  }

  function resume<K extends TaskKind>(
    json: unknown,
    hints: TranscriptHints & { kind: K },
  ): TaskHandle<TaskResults[K], K>
  function resume(json: unknown, hints?: TranscriptHints): AnyTaskHandle
  function resume(
    json: unknown,
    { kind, ...hints }: TranscriptHints & { kind?: TaskKind } = {},
  ): TaskHandle<TaskResults[TaskKind], TaskKind> {
    const job = check(json, kind)
    return createHandle(job, (options: WaitOptions<TaskResults[TaskKind]>) =>
      wait(job, hints, options),
    )
  }

  return { get, resume }
}
