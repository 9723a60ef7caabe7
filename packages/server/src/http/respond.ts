import { type CuekitError, isCuekitError, toCuekitError } from '@cuekit/core'
import type { Logger } from '../context.ts'

/** A JSON answer that no cache keeps. */
export function json(value: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('content-type', 'application/json; charset=utf-8')
  headers.set('cache-control', 'no-store')
  return new Response(JSON.stringify(value), { ...init, headers })
}

/**
 * A thrown value as `{ "error": { code, message, retryable, requestId } }`.
 * What is not a `CuekitError` gets a fixed text; the original goes to the log only.
 */
export function errorResponse(
  thrown: unknown,
  request: Request,
  { requestId, logger }: { requestId: string; logger: Logger },
): Response {
  const error = toCuekitError(thrown)
  // Never the query: it may hold the signature of a link.
  const details = { method: request.method, path: new URL(request.url).pathname }
  if (!isCuekitError(thrown) || error.status >= 500) {
    logger.error('request failed', { requestId, ...details, error: original(thrown, error) })
  } else {
    logger.debug('request refused', { requestId, ...details, code: error.code })
  }
  const headers = new Headers()
  if (error.retryAfterMs !== undefined) {
    headers.set('retry-after', String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))))
  }
  const { code, message, retryable } = error
  const body = { error: { code, message, retryable, requestId } }
  return json(body, { status: error.status, headers })
}

function original(thrown: unknown, error: CuekitError): unknown {
  return isCuekitError(thrown) ? (error.cause ?? thrown) : thrown
}
