import { CuekitError } from '../errors/error.ts'
import type { AudioAnswer } from '../wire/audio.ts'
import { isErrorBody } from '../wire/envelope.ts'
import { parseJson } from '../wire/parse-json.ts'
import { toUpstreamError } from '../wire/upstream-error.ts'
import { isRecord } from '../wire/values.ts'

const LOOKS_RIGHT = {
  text: /^/,
  srt: /^(?:\d+\s*\r?\n|$)/,
  vtt: /^WEBVTT/,
}

/**
 * An answer in `text`, `srt` or `vtt`. Its content type is not believed (text comes as text/html, SRT as text/plain): it is told by how it
 * begins. Throws the error that a JSON body with status 200 holds, and `invalid_response` for a web page or another format.
 */
export function parsePlainAnswer(
  format: 'text' | 'srt' | 'vtt',
  { service, text, requestId, secrets = [] }: AudioAnswer,
): string {
  const ids = requestId === undefined ? {} : { requestId }
  const start = text.trimStart()
  if (start.startsWith('{')) {
    const body = parseJson(text)
    if (isErrorBody(body)) throw toUpstreamError({ service, status: 200, text, secrets, ...ids })
    // Gateways that know no other format answer JSON whatever was asked for.
    if (format === 'text' && isRecord(body) && typeof body['text'] === 'string') return body['text']
  }
  if (/^<(?:!doctype|html|head|body)/i.test(start) || !LOOKS_RIGHT[format].test(start)) {
    throw new CuekitError(
      'invalid_response',
      `${service} did not answer with ${format}. Ask for "verbose_json" and write the subtitles yourself, or check baseURL.`,
      { ...ids, sent: 'all' },
    )
  }
  return text
}
