import { isCuekitError, toCuekitError } from '@cuekit/core'

/** Why work failed, as 302's own app reads it from `result.error`; the shape is not documented. */
export function failure(thrown: unknown): { message: string; err_code?: number } {
  const error = toCuekitError(thrown)
  const code = FAILURE_CODES[error.code]
  const message = isCuekitError(thrown) ? error.message : 'The engine behind this task failed.'
  return { ...(code === undefined ? {} : { err_code: code }), message }
}

const FAILURE_CODES: Record<string, number | undefined> = {
  connection_failed: -10003,
  program_missing: -10008,
  unsupported_language: -10009,
  invalid_request: -10011,
  unsupported_media: -10011,
  unreadable_media: -10011,
  no_audio: -10011,
  response_too_large: -10011,
}
