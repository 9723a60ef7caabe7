import type { CuekitError } from '../errors/error.ts'

interface Details {
  /** HTTP status of the answer; 0 when there was none. */
  status?: number
  requestId?: string | undefined
  cause?: unknown
}

/**
 * A `CuekitError` in all but its class, which would bring the table of every code into the page.
 * It takes codes that this version does not know yet: the server may be newer than the page.
 */
export function taskError(
  code: string,
  message: string,
  retryable = false,
  { cause, status = 0, requestId }: Details = {},
): CuekitError {
  const body = { code, message, retryable, ...(requestId && { requestId }) }
  const error = Object.assign(new Error(message, { cause }), body, {
    name: 'CuekitError',
    status,
    docs: `docs/errors.md#${code}`,
    toJSON: () => body,
    [Symbol.for('cuekit.error')]: true,
  })
  return error as Error as CuekitError
}

/** What we ended ourselves, by cancel, reset or another start. */
export const aborted = (cause?: unknown): CuekitError =>
  taskError('aborted', 'The task was cancelled or replaced.', false, { cause })

/** An answer that came, and is not what was asked for. */
export const invalidResponse = (what: string, endpoint: string): CuekitError =>
  taskError(
    'invalid_response',
    `The answer was not ${what}; is Cuekit mounted at ${endpoint}?`,
    false,
    { status: 200 },
  )

/** Anything thrown on the way as a `CuekitError`: ours unchanged, the rest as the connection's fault. */
export function toTaskError(cause: unknown, signal?: AbortSignal): CuekitError {
  if (cause instanceof Error && cause.name === 'CuekitError') return cause as CuekitError
  if (signal?.aborted) return aborted(cause)
  const message = 'The server could not be reached; check the connection.'
  return taskError('connection_failed', message, true, { cause })
}
