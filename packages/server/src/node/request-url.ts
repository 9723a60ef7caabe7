import { CuekitError } from '@cuekit/core'
import type { NodeRequest } from './node-request.ts'

/** Absolute-form (RFC 9112 3.2.2) carries a whole URL; the path is all that routing may believe. */
function pathOf(target: string): string {
  if (target.startsWith('/')) return target
  if (!URL.canParse(target)) return '/'
  const { pathname, search } = new URL(target)
  return pathname + search
}

/**
 * The URL as the outermost mount saw it. It is for routing only: behind a proxy its host is not the public one.
 * Throws `invalid_request` for a `Host` that is not a host.
 */
export function requestUrl(req: NodeRequest): URL {
  const host = req.headers.host ?? 'localhost'
  const secure =
    req.protocol === undefined
      ? 'encrypted' in req.socket && req.socket.encrypted === true
      : req.protocol === 'https'
  const origin = `${secure ? 'https' : 'http'}://${host}`
  // A host with a path or credentials in it would parse, and then mean something else than it says.
  if (/[\s/\\?#@]/.test(host) || !URL.canParse(origin)) {
    throw new CuekitError('invalid_request', 'The Host header is not a valid host.')
  }
  // Express keeps rewrites of `url` made by earlier middleware; Connect only has the original.
  const path =
    req.baseUrl === undefined
      ? pathOf(req.originalUrl ?? req.url ?? '/')
      : req.baseUrl + pathOf(req.url ?? '/')
  // Joined, not resolved: `//evil.example/x` is a path here and would be a host to `new URL(path, base)`.
  return new URL(origin + path)
}
