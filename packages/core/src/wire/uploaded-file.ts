import { CuekitError } from '../errors/error.ts'
import { isErrorBody } from './envelope.ts'
import { parseJson } from './parse-json.ts'
import { toUpstreamError } from './upstream-error.ts'
import { isRecord } from './values.ts'
import type { VideoTaskBody } from './video-task.ts'

const isLink = (value: unknown): value is string =>
  typeof value === 'string' && /^https?:\/\//.test(value)

/**
 * The link to an uploaded file: `{ code: 0, data: { url } }` from the dashboard's upload, `{ code: 200, data: "<url>" }` from
 * `/302/upload-file`. Throws the error that an answer with status 200 carries, and `invalid_response` when there is no link.
 */
export function parseUploadedFile({
  service,
  text,
  requestId,
  secrets = [],
}: VideoTaskBody): string {
  const body = parseJson(text)
  const ids = requestId === undefined ? {} : { requestId }
  if (isErrorBody(body)) throw toUpstreamError({ service, status: 200, text, secrets, ...ids })
  const data = isRecord(body) ? body['data'] : undefined
  const link = isRecord(data) ? data['url'] : data
  if (isLink(link)) return link
  throw new CuekitError(
    'invalid_response',
    `${service} took the file but answered without a link to it.`,
    { ...ids, sent: 'all' },
  )
}
