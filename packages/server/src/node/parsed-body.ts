import { CuekitError } from '@cuekit/core'
import type { NodeRequest } from './node-request.ts'

/** `{ a: { b: ['1', '2'] } }` as `a[b]=1&a[b]=2`: what a urlencoded parser reads back as the same value. */
function formPairs(value: unknown, name: string): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item) => formPairs(item, name))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) =>
      formPairs(item, name === '' ? key : `${name}[${key}]`),
    )
  }
  return [[name, String(value)]]
}

function encode(body: unknown, type: string): Uint8Array | string | undefined {
  if (body instanceof Uint8Array || typeof body === 'string') return body
  if (/^application\/([\w.-]+\+)?json$/.test(type)) return JSON.stringify(body)
  if (type === 'application/x-www-form-urlencoded' && typeof body === 'object') {
    return new URLSearchParams(formPairs(body, '')).toString()
  }
  return undefined
}

/**
 * Bytes of a body that a parser mounted before us has already taken from the socket; `headers` are made to describe them.
 * Throws `body_already_read` where they cannot be had again.
 */
export function parsedBody(req: NodeRequest, headers: Headers): Uint8Array {
  const declared = headers.get('content-type') ?? ''
  const type = declared.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const encoded = req.rawBody instanceof Uint8Array ? req.rawBody : encode(req.body, type)
  if (encoded === undefined) {
    throw new CuekitError(
      'body_already_read',
      'Another middleware has already read the request body. Mount Cuekit before body parsers such as express.json() or multer.',
    )
  }
  const bytes = typeof encoded === 'string' ? new TextEncoder().encode(encoded) : encoded
  // Parsers inflate and decode: what is left is plain, and text is UTF-8 from here on.
  headers.delete('content-encoding')
  headers.delete('transfer-encoding')
  headers.set('content-length', String(bytes.byteLength))
  if (typeof encoded === 'string' && /charset=/i.test(declared)) {
    headers.set('content-type', declared.replace(/charset=("[^"]*"|[^;\s]*)/i, 'charset=utf-8'))
  }
  return bytes
}
