import { toCuekitError } from '@cuekit/core'

export interface OpenAIErrorBody {
  message: string
  type: string
  param: string | null
  code: string | null
}

/** OpenAI's envelope: all four members, always. */
export function openaiError(
  status: number,
  error: Pick<OpenAIErrorBody, 'message'> & Partial<OpenAIErrorBody>,
  headers?: Record<string, string>,
): Response {
  const body = { message: error.message, type: 'invalid_request_error', param: null, code: null }
  return Response.json({ error: { ...body, ...error } }, { status, ...(headers && { headers }) })
}

/** As recorded: the first eight and the last four characters stay. Short keys show less, so that none is echoed whole. */
function maskKey(key: string): string {
  const [head, tail] = key.length > 16 ? [8, 4] : [2, 0]
  return (
    key.slice(0, head) +
    '*'.repeat(Math.max(3, key.length - head - tail)) +
    key.slice(-tail || key.length)
  )
}

export function missingKey(): Response {
  return openaiError(401, {
    message:
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
  })
}

/** Recorded from the live service: JSON served as `text/plain`, with a `status` beside `error`. */
export function wrongKey(key: string): Response {
  const error: OpenAIErrorBody = {
    message: `Incorrect API key provided: ${maskKey(key)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    type: 'invalid_request_error',
    param: null,
    code: 'invalid_api_key',
  }
  return new Response(JSON.stringify({ error, status: 401 }), {
    status: 401,
    headers: { 'content-type': 'text/plain' },
  })
}

/** Recorded from the live service: a `server_error` with a `usage` beside `error`. */
export function tooLarge(limit: number, read: number): Response {
  const error: OpenAIErrorBody = {
    message: `413: Maximum content size limit (${limit}) exceeded (${read} bytes read)`,
    type: 'server_error',
    param: null,
    code: null,
  }
  return Response.json({ error, usage: { seconds: 0, type: 'duration' } }, { status: 413 })
}

export function unsupportedExtension(extension: string): Response {
  return openaiError(400, {
    message: `Unsupported file format ${extension}`,
    param: 'file',
    code: 'unsupported_value',
  })
}

export function unreadableAudio(): Response {
  return openaiError(400, {
    message: 'Audio file might be corrupted or unsupported',
    param: 'file',
    code: 'invalid_value',
  })
}

export function modelNotFound(model: string): Response {
  return openaiError(404, {
    message: `The model \`${model}\` does not exist or you do not have access to it.`,
    code: 'model_not_found',
  })
}

/** What went wrong while hearing, said in OpenAI's terms. The emulator never makes text up instead. */
export function hearingError(thrown: unknown): Response {
  const error = toCuekitError(thrown)
  switch (error.code) {
    case 'unsupported_media':
    case 'unreadable_media':
    case 'no_audio':
    case 'empty_file':
      return unreadableAudio()
    case 'unsupported_language':
      return openaiError(400, { message: error.message, param: 'language' })
    case 'media_limit_exceeded':
    case 'payload_too_large':
      return openaiError(400, { message: error.message, param: 'file' })
    case 'rate_limited':
      return openaiError(429, {
        message: error.message,
        type: 'requests',
        code: 'rate_limit_exceeded',
      })
    default:
      return openaiError(error.status === 503 ? 503 : 500, {
        message: error.message,
        type: 'server_error',
      })
  }
}
