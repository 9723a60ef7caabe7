import type { CuekitError } from '../errors/error.ts'

export interface RetryPolicy {
  /** Requests in all, the first included. Default 3 for billed calls, 5 for reads. */
  attempts?: number | undefined
  /** Milliseconds the first wait is drawn from. Default 500. */
  baseDelay?: number | undefined
  /** Milliseconds. Default 8,000. */
  maxDelay?: number | undefined
  /** Longest `Retry-After` worth sitting out, in milliseconds. Default 60,000; a longer one fails at once and says so. */
  maxRetryAfter?: number | undefined
}

export interface RetryQuestion {
  /** `billed`: repeating it may cost money twice. `read`: repeating it is free. */
  kind: 'billed' | 'read'
  /** Requests made so far, 1 or more. */
  attempt: number
  error: CuekitError
  /** The body can be sent again from its first byte, or none of it was read. */
  replayable: boolean
}

// The service said "not now" before it did anything.
const REFUSED = new Set(['rate_limited', 'no_channel'])
const TRANSIENT = new Set([
  ...REFUSED,
  'upstream_error',
  'connection_failed',
  'connect_timeout',
  'headers_timeout',
  'body_timeout',
])

/**
 * A failure after which it is certain that the service did not start the work: nothing had left, or it refused.
 * After any other failure (a reset while sending, 500, 502, 504) a billed request may have been carried out and charged.
 */
function isUnambiguous(error: CuekitError): boolean {
  return (
    REFUSED.has(error.code) ||
    error.sent === 'nothing' ||
    (error.upstreamStatus === 503 && error.retryAfterMs !== undefined)
  )
}

/** True where sending the same request again is safe, judged by what was sent, not by the status alone. */
export function isRepeatable(error: CuekitError, kind: RetryQuestion['kind']): boolean {
  if (!error.retryable || !TRANSIENT.has(error.code)) return false
  return kind === 'read' || isUnambiguous(error)
}

/** Milliseconds to wait before the next attempt, or undefined to give up. Full jitter; `Retry-After` wins. */
export function retryDelay(
  { kind, attempt, error, replayable }: RetryQuestion,
  policy: RetryPolicy = {},
  random: () => number = Math.random,
): number | undefined {
  const attempts = policy.attempts ?? (kind === 'billed' ? 3 : 5)
  if (attempt >= attempts || !replayable || !isRepeatable(error, kind)) return undefined
  if (error.retryAfterMs !== undefined) {
    return error.retryAfterMs <= (policy.maxRetryAfter ?? 60_000) ? error.retryAfterMs : undefined
  }
  const { baseDelay = 500, maxDelay = 8_000 } = policy
  return random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1))
}

/** `retry-after-ms`, then `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds from now. */
export function parseRetryAfter(
  headers: Record<string, string>,
  now: number = Date.now(),
): number | undefined {
  const exact = headers['retry-after-ms']?.trim()
  if (exact !== undefined && /^\d+(\.\d+)?$/.test(exact)) return Math.ceil(Number(exact))
  const value = headers['retry-after']?.trim()
  if (value === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000)
  // `Date.parse` takes "-5" for a year; a date has letters in it.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

export interface RetryBudget {
  /** Takes one retry; false when the client has none left. */
  take(): boolean
  succeeded(): void
}

/** Ends retry storms: a client holds 10 retries and earns one back with every 10 successes. */
export function createRetryBudget(size = 10): RetryBudget {
  let tenths = size * 10
  return {
    take() {
      if (tenths < 10) return false
      tenths -= 10
      return true
    },
    succeeded() {
      tenths = Math.min(size * 10, tenths + 1)
    },
  }
}
