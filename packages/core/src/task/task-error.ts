import type { CuekitError } from '../errors/error.ts'
import type { ErrorBody } from '../schemas/task-view.ts'

interface Details {
  /** HTTP status of the answer; 0 when there was none. */
  status?: number
  retryAfterMs?: number
  cause?: unknown
}

/**
 * A `CuekitError` in all but its class, which would bring the table of every code into the page.
 * It takes codes that this version does not know yet: the server may be newer than the page.
 */
export function taskError(body: ErrorBody, { cause, ...details }: Details = {}): CuekitError {
  const { code, message, retryable, requestId } = body
  const wire = { code, message, retryable, ...(requestId === undefined ? {} : { requestId }) }
  const error = Object.assign(new Error(message, { cause }), wire, {
    name: 'CuekitError',
    status: 0,
    docs: `docs/errors.md#${code}`,
    toJSON: () => wire,
    [Symbol.for('cuekit.error')]: true,
    ...details,
  })
  return error as Error as CuekitError
}

/** What we ended ourselves, by cancel, reset or another start. */
export const aborted = (cause?: unknown): CuekitError =>
  taskError(
    { code: 'aborted', message: 'The task was cancelled or replaced.', retryable: false },
    { cause },
  )

/** An answer that came, and is not what was asked for. */
export const invalidResponse = (message: string): CuekitError =>
  taskError({ code: 'invalid_response', message, retryable: false }, { status: 200 })
