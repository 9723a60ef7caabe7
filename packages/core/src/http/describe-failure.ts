import { CuekitError } from '../errors/error.ts'
import type { Sent } from './connection-error.ts'
import { isRepeatable } from './retry.ts'

const TRANSPORT_CODES = new Set([
  'connection_failed',
  'connect_timeout',
  'headers_timeout',
  'body_timeout',
  'total_timeout',
  'upstream_error',
])

/**
 * The same error with what is known about the attempt. A billed request that may have been carried out is not `retryable`,
 * so that nothing further up sends it again either, and says so.
 */
export function describeFailure(
  error: CuekitError,
  { kind, sent, attempts }: { kind: 'billed' | 'read'; sent: Sent; attempts?: number },
): CuekitError {
  const { cause, requestId, upstreamStatus, upstreamCode, retryAfterMs } = error
  const options = {
    cause,
    requestId,
    upstreamStatus,
    upstreamCode,
    retryAfterMs,
    attempts: attempts ?? error.attempts,
    sent: error.sent ?? sent,
    retryable: error.retryable,
  }
  const known = Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  )
  const ambiguous =
    kind === 'billed' &&
    TRANSPORT_CODES.has(error.code) &&
    options.sent !== 'nothing' &&
    !isRepeatable(new CuekitError(error.code, error.message, known), kind)
  return new CuekitError(
    error.code,
    ambiguous
      ? `${error.message} It may have been carried out and charged, so it was not sent again.`
      : error.message,
    { ...known, ...(ambiguous ? { retryable: false } : {}) },
  )
}
