import { toCuekitError } from '@cuekit/core'

/** Any thrown value in the wire form `{ error: { code, message, retryable } }`, with its status. What is not ours stays unsaid. */
export function errorResponse(thrown: unknown): Response {
  const error = toCuekitError(thrown)
  return Response.json(
    { error },
    { status: error.status, headers: { 'cache-control': 'no-store' } },
  )
}
