import { CuekitError, isCuekitError } from '../errors/error.ts'
import { abortedError, throwIfAborted } from './aborted.ts'
import { type Answer, answerError, attempt } from './attempt.ts'
import { notify } from './client-event.ts'
import type { ClientOptions, RequestOptions } from './client-options.ts'
import type { Sent } from './connection-error.ts'
import { describeFailure } from './describe-failure.ts'
import { bodyTooLarge } from './metered-body.ts'
import { raceAbort } from './race-abort.ts'
import { createHeaders, resolveApiKey, secretsIn } from './request-headers.ts'
import { createRetryBudget, retryDelay } from './retry.ts'
import { sleep } from './sleep.ts'
import {
  mergeTimeouts,
  type RequestBody,
  type TimeoutOptions,
  type Timeouts,
  type Transport,
} from './transport.ts'
import { createUploadProgress } from './upload-progress.ts'
import { createWatchdog } from './watchdog.ts'

const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 10_000,
  headers: null,
  bodyIdle: 60_000,
  total: 60_000,
}

export interface Call extends RequestOptions {
  method: 'GET' | 'POST'
  /** Below the base URL, with a leading slash. */
  path: string
  /** `billed`: repeating it may cost money twice. `read`: repeating it is free. */
  kind: 'billed' | 'read'
  body?: RequestBody | undefined
  /** Limits of this kind of call; the client's and the caller's own win. */
  defaultTimeouts?: TimeoutOptions | undefined
  /** Largest whole request body in bytes, checked before the first byte where the length is known. */
  maxBodyBytes?: number | undefined
}

export interface CallResult extends Answer {
  /** Requests made. */
  attempts: number
  /** What must not get from this answer into an error message. */
  secrets: readonly string[]
}

export interface CallerOptions extends Omit<ClientOptions, 'baseURL' | 'fetch' | 'transport'> {
  /** Name for messages. */
  service: string
  /** Environment variable to read the key from when no `apiKey` is given. */
  apiKeyEnv?: string | undefined
  baseURL: URL
  transport: Transport
}

/** Makes calls to one service: address, key, timeouts, retries, limits and errors in one place. */
export function createCaller(client: CallerOptions): (call: Call) => Promise<CallResult> {
  const { service, transport } = client
  const budget = createRetryBudget()
  let calls = 0

  async function run(call: Call, timeouts: Timeouts, signal: AbortSignal, state: { sent: Sent }) {
    const { method, body, kind, maxBodyBytes } = call
    const url = new URL(client.baseURL)
    url.pathname = url.pathname.replace(/\/$/, '') + call.path
    calls += 1
    const about = { id: String(calls), method, path: url.pathname }
    const policy = call.retry ?? client.retry
    const progress = createUploadProgress((step) => notify(call.onUploadProgress, step))
    const apiKey = await raceAbort(resolveApiKey(client), signal)
    const headers = createHeaders({ apiKey, body, extra: [client.headers, call.headers] })
    const secrets = secretsIn(headers)

    const once = async (number: number): Promise<CallResult> => {
      const started = Date.now()
      notify(client.onEvent, { type: 'request', ...about, attempt: number })
      const answer = await attempt({
        service,
        transport,
        method,
        url,
        headers,
        body,
        maxBodyBytes,
        timeouts,
        signal,
        state,
        onUpload: ({ bytes, sent }) =>
          progress({ sent: bytes, total: body?.length, complete: sent === 'all' }),
      })
      const { status, requestId } = answer
      const ms = Date.now() - started
      const id = requestId === undefined ? {} : { requestId }
      notify(client.onEvent, { type: 'response', ...about, attempt: number, status, ms, ...id })
      if (status < 200 || status >= 300) throw answerError(service, answer, secrets)
      return { ...answer, attempts: number, secrets }
    }

    for (let number = 1; ; number += 1) {
      try {
        const result = await once(number)
        budget.succeeded()
        return result
      } catch (error) {
        if (signal.aborted || !isCuekitError(error)) throw error
        const failure = describeFailure(error, { kind, sent: state.sent, attempts: number })
        const replayable = !body || body.replayable || state.sent === 'nothing'
        const delay =
          policy === false
            ? undefined
            : retryDelay({ kind, attempt: number, error: failure, replayable }, policy)
        if (delay === undefined || !budget.take()) throw failure
        notify(client.onEvent, {
          type: 'retry' as const,
          ...about,
          attempt: number,
          code: failure.code,
          delay,
        })
        // Billed calls come here only when it is certain that this attempt started nothing.
        if (kind === 'billed') state.sent = 'nothing'
        await sleep(delay, signal)
      }
    }
  }

  return async (call) => {
    throwIfAborted(call.signal)
    const { body, maxBodyBytes, kind } = call
    if (maxBodyBytes !== undefined && (body?.length ?? 0) > maxBodyBytes) {
      throw bodyTooLarge(maxBodyBytes, body?.length)
    }
    const timeouts = mergeTimeouts(
      DEFAULT_TIMEOUTS,
      call.defaultTimeouts,
      client.timeouts,
      call.timeouts,
    )
    const state: { sent: Sent } = { sent: 'nothing' }
    const whole = createWatchdog(call.signal)
    const seconds = (timeouts.total ?? 0) / 1000
    whole.expect(
      timeouts.total,
      () => new CuekitError('total_timeout', `${service} did not finish within ${seconds} s.`),
    )
    try {
      return await run(call, timeouts, whole.signal, state)
    } catch (error) {
      if (call.signal?.aborted) throw abortedError(call.signal)
      if (!isCuekitError(error) || error.attempts !== undefined) throw error
      throw describeFailure(error, { kind, sent: state.sent })
    } finally {
      whole.stop()
    }
  }
}
