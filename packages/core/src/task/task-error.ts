import { type CuekitError, isCuekitError } from '../errors/error.ts'
import type { ErrorBody } from '../schemas/task-view.ts'

interface Details {
  /** HTTP status of the answer; 0 when there was none. */
  status?: number
  cause?: unknown
}

/**
 * A `CuekitError` in all but its class, which would bring the table of every code into the page.
 * It takes codes that this version does not know yet: the server may be newer than the page.
 */
export function taskError(
  { code, message, retryable, requestId }: ErrorBody,
  { cause, ...details }: Details = {},
): CuekitError {
  const body = { code, message, retryable, ...(requestId && { requestId }) }
  const error = Object.assign(new Error(message, { cause }), body, {
    name: 'CuekitError',
    status: 0,
    docs: `docs/errors.md#${code}`,
    toJSON: () => body,
    [Symbol.for('cuekit.error')]: true,
    ...details,
  })
  return error as Error as CuekitError
}

/** What trying again does not help. */
export const refusal = (code: string, message: string, details?: Details): CuekitError =>
  taskError({ code, message, retryable: false }, details)

/** What we ended ourselves, by cancel, reset or another start. */
export const aborted = (cause?: unknown): CuekitError =>
  refusal('aborted', 'The task was cancelled or replaced.', { cause })

/** An answer that came, and is not what was asked for. */
export const invalidResponse = (what: string, endpoint: string): CuekitError =>
  refusal('invalid_response', `The answer was not ${what}; is Cuekit mounted at ${endpoint}?`, {
    status: 200,
  })

/** Anything thrown on the way as a `CuekitError`: ours unchanged, the rest as the connection's fault. */
export function toTaskError(cause: unknown, signal?: AbortSignal): CuekitError {
  if (isCuekitError(cause)) return cause
  if (signal?.aborted) return aborted(cause)
  const message = 'The server could not be reached; check the connection and try again.'
  return taskError({ code: 'connection_failed', message, retryable: true }, { cause })
}
