import type { ServerResponse } from 'node:http'
import { CuekitError } from '@cuekit/core'
import type { NodeRequest } from './node-request.ts'
import { parsedBody } from './parsed-body.ts'
import { requestBody } from './request-body.ts'
import { requestUrl } from './request-url.ts'

export interface ToRequestOptions {
  /** Milliseconds the rest of an unread body is drained after the answer before the connection is cut. Default 30 000. */
  lingerMs?: number
}

// Fetch forbids these methods; `new Request` would throw a TypeError.
const forbidden = new Set(['CONNECT', 'TRACE', 'TRACK'])

/**
 * Node's joined headers: it joins cookies by `; ` where fetch would use a comma, keeps one value where there may be only one,
 * and shows what middleware in front has changed.
 */
function headersOf(req: NodeRequest): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return headers
}

/** RFC 9112 6.3: a request without either header has no body. */
function hasBody(req: NodeRequest): boolean {
  if (req.method === 'GET' || req.method === 'HEAD') return false
  if (req.headers['transfer-encoding'] !== undefined) return true
  return (req.headers['content-length'] ?? '0') !== '0'
}

// The stream is asked, not `req.body`: Express 4 sets `body = {}` for bodies that it did not parse.
const isUnread = (req: NodeRequest): boolean => req.readable && !req.readableDidRead

/**
 * A native `Request` for a Node request (bare node:http, Express 4 and 5, Connect). The body is streamed with back-pressure;
 * `signal` aborts when the client leaves before the answer was sent.
 * Throws `CuekitError`: `invalid_request` (bad `Host`), `method_not_allowed`, `body_already_read`.
 */
export function toRequest(
  req: NodeRequest,
  res: ServerResponse,
  options: ToRequestOptions = {},
): Request {
  const method = req.method ?? 'GET'
  if (forbidden.has(method)) {
    throw new CuekitError('method_not_allowed', `${method} requests are not answered.`)
  }
  const url = requestUrl(req)
  const headers = headersOf(req)
  let body: ReadableStream<Uint8Array> | Uint8Array | null = null
  if (hasBody(req)) {
    body = isUnread(req) ? requestBody(req, res, options.lingerMs) : parsedBody(req, headers)
  }
  const left = new AbortController()
  const request = new Request(url, { method, headers, body, duplex: 'half', signal: left.signal })
  const onClose = (): void => {
    // The closure keeps `request`: undici ties its signal to it, and a handler may hold nothing but the signal.
    if (!res.writableFinished && !request.signal.aborted) left.abort()
  }
  if (res.closed) onClose()
  else res.once('close', onClose)
  return request
}
