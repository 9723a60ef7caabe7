/**
 * Every error code of Cuekit, with the HTTP status it is answered with and whether repeating the same request may help.
 * Each code has a heading in docs/errors.md with cause and fix.
 */
export const ERROR_CODES = {
  // the request to us
  invalid_request: { status: 400, retryable: false },
  invalid_option: { status: 400, retryable: false },
  body_truncated: { status: 400, retryable: true },
  body_already_read: { status: 400, retryable: false },
  empty_file: { status: 400, retryable: false },
  unauthorized: { status: 401, retryable: false },
  cross_site_request: { status: 403, retryable: false },
  link_invalid: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  not_acceptable: { status: 406, retryable: false },
  upload_too_slow: { status: 408, retryable: true },
  task_not_ready: { status: 409, retryable: true },
  task_final: { status: 409, retryable: false },
  idempotency_conflict: { status: 409, retryable: false },
  media_expired: { status: 410, retryable: false },
  payload_too_large: { status: 413, retryable: false },
  unsupported_media: { status: 415, retryable: false },
  unreadable_media: { status: 422, retryable: false },
  no_audio: { status: 422, retryable: false },
  media_limit_exceeded: { status: 422, retryable: false },
  unsupported_language: { status: 422, retryable: false },
  rate_limited: { status: 429, retryable: true },
  quota_exceeded: { status: 429, retryable: false },
  aborted: { status: 499, retryable: false },

  // our own set-up
  missing_api_key: { status: 500, retryable: false },
  browser_not_allowed: { status: 500, retryable: false },
  instance_conflict: { status: 500, retryable: false },
  public_url_required: { status: 500, retryable: false },
  internal: { status: 500, retryable: false },
  crash_loop: { status: 500, retryable: false },
  program_missing: { status: 503, retryable: false },
  program_failed: { status: 500, retryable: false },
  shutting_down: { status: 503, retryable: true },
  storage_full: { status: 507, retryable: true },

  // the service behind us
  upstream_authentication: { status: 502, retryable: false },
  upstream_forbidden: { status: 502, retryable: false },
  upstream_not_found: { status: 502, retryable: false },
  upstream_rejected: { status: 502, retryable: false },
  upstream_error: { status: 502, retryable: true },
  insufficient_balance: { status: 502, retryable: false },
  no_channel: { status: 503, retryable: true },
  connection_failed: { status: 502, retryable: true },
  invalid_response: { status: 502, retryable: false },
  response_too_large: { status: 502, retryable: false },
  empty_result: { status: 502, retryable: false },
  task_failed: { status: 502, retryable: false },
  handle_invalid: { status: 400, retryable: false },
  connect_timeout: { status: 504, retryable: true },
  headers_timeout: { status: 504, retryable: true },
  body_timeout: { status: 504, retryable: true },
  total_timeout: { status: 504, retryable: true },
  wait_timeout: { status: 504, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>

export type ErrorCode = keyof typeof ERROR_CODES
