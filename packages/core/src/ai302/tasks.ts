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
import type { Transcript } from '../schemas/transcript.ts'
import type { TranscriptHints } from '../wire/transcript.ts'
import { parseVideoTask, type VideoTaskAnswer } from '../wire/video-task.ts'

export interface ExtractResult {
  transcript: Transcript
}

export type TaskSnapshot = VideoTaskAnswer & {
  /** What the service asked for before the next look, in milliseconds. */
  retryAfterMs?: number
}

export interface Tasks {
  /** One look at a task, by handle or by id: a single request, not repeated. */
  get(
    task: RemoteJob | string,
    options?: RequestOptions,
    hints?: TranscriptHints,
  ): Promise<TaskSnapshot>
  /** A stored handle to wait with again. `hints` fill in what the answer does not say. Throws `handle_invalid`. */
  resume(json: unknown, hints?: TranscriptHints): TaskHandle<ExtractResult>
}

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
    `${SERVICE} reports success, but there is no transcript in its answer.`,
    {
      retryable,
    },
  )

/** Looking at 302.AI's tasks and waiting for them. */
export function createTasks({ call, baseURL }: PreparedClient): Tasks {
  const check = (json: unknown): RemoteJob => parseHandle(json, { baseURL, kinds: ['transcribe'] })

  const get: Tasks['get'] = async (task, options = {}, hints = {}) => {
    const request = parseOptions(requestOptionsSchema, options, 'tasks.get')
    const { id } = typeof task === 'string' ? { id: task } : check(task)
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

  async function wait(
    job: RemoteJob,
    hints: TranscriptHints,
    options: WaitOptions<ExtractResult>,
  ): Promise<ExtractResult> {
    parseOptions(waitOptionsSchema, options, 'result')
    const { signal, deadlineMs = TWO_HOURS, schedule } = options
    const tell = (event: WaitEvent<ExtractResult>): void => notify(options.onEvent, event)
    let empty = 0
    let last = ''
    return poll<ExtractResult>({
      signal,
      schedule,
      deadlineMs,
      submittedAt: Date.parse(job.submittedAt),
      onError: (failure) => tell({ type: 'poll-error', ...failure }),
      async look({ timeoutMs }) {
        const seen = await get(job, { signal, retry: false, timeouts: { total: timeoutMs } }, hints)
        if (seen.status === 'failed') throw seen.error
        if (seen.status === 'succeeded') {
          if (seen.result?.kind === 'transcribe') {
            const result = { transcript: seen.result.transcript }
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

  return {
    get,
    resume(json, hints = {}) {
      const job = check(json)
      return createHandle<ExtractResult>(job, (options) => wait(job, hints, options))
    },
  }
}
