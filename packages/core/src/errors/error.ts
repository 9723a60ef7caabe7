import type { ErrorBody } from '../schemas/task-view.ts'
import { ERROR_CODES, type ErrorCode } from './codes.ts'

// Bundlers put a second copy of this package into one process (Next does), so `instanceof` cannot be trusted.
const brand = Symbol.for('cuekit.error')

export interface CuekitErrorOptions {
  cause?: unknown
  /** The service's or our own request id. */
  requestId?: string
  /** HTTP status the service answered with. */
  upstreamStatus?: number
  /** The service's own error code, e.g. `-10008` or `invalid_api_key`. */
  upstreamCode?: string
  /** How many requests were made. */
  attempts?: number
  /** How much of the request had left when it failed. `partial` and `all` are ambiguous: the service may have acted. */
  sent?: 'nothing' | 'partial' | 'all'
  /** Milliseconds the service asked us to wait. */
  retryAfterMs?: number
  /** Overrides the table's answer, e.g. for a failure after a billed request was sent. */
  retryable?: boolean
  /** The serialisable handle of a submitted task, so that paid work is not lost. */
  handle?: unknown
}

/** The one error class. `code` is stable; `message` says what to do. */
export class CuekitError extends Error {
  override readonly name = 'CuekitError'
  readonly code: ErrorCode
  /** HTTP status to answer with. */
  readonly status: number
  readonly retryable: boolean
  // Declared only: what is not known is no property, so that a printed error is short.
  declare readonly requestId?: string
  declare readonly upstreamStatus?: number
  declare readonly upstreamCode?: string
  declare readonly attempts?: number
  declare readonly sent?: 'nothing' | 'partial' | 'all'
  declare readonly retryAfterMs?: number
  declare readonly handle?: unknown

  constructor(code: ErrorCode, message: string, options: CuekitErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    const { cause: _cause, retryable, ...details } = options
    this.code = code
    this.status = ERROR_CODES[code].status
    this.retryable = retryable ?? ERROR_CODES[code].retryable
    Object.assign(this, details)
    Object.defineProperty(this, brand, { value: true })
  }

  /** Heading of this code in the documentation. */
  get docs(): string {
    return `docs/errors.md#${this.code}`
  }

  /** The wire form: no cause, no stack, no body, no header, no path. */
  toJSON(): ErrorBody {
    return {
      code: this.code,
      message: this.message,
      retryable: this.retryable,
      ...(this.requestId === undefined ? {} : { requestId: this.requestId }),
    }
  }
}

/** True for an error of ours, also one made by another copy of this package. */
export function isCuekitError(value: unknown): value is CuekitError {
  return typeof value === 'object' && value !== null && brand in value
}

/** Any thrown value as a `CuekitError`: ours unchanged, an abort as `aborted`, the rest as `internal` with a fixed text. */
export function toCuekitError(value: unknown): CuekitError {
  if (isCuekitError(value)) return value
  if (value instanceof Error && value.name === 'AbortError') {
    return new CuekitError('aborted', 'The operation was aborted.', { cause: value })
  }
  return new CuekitError('internal', 'Something went wrong on our side; the log has the details.', {
    cause: value,
  })
}
