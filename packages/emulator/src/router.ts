import type { LedgerCall } from './ledger.ts'
import { missingKey, openaiError, wrongKey } from './openai/errors.ts'
import { vtError } from './vt/errors.ts'
import { bearer } from './bearer.ts'

export type Handler = (request: Request, call: LedgerCall, params: string[]) => Promise<Response>

export interface Route {
  method: string
  /** Anchored; groups become `params`. */
  path: RegExp
  /** `none` needs no key. */
  api: 'openai' | '302' | 'none'
  handle: Handler
}

/** Finds the route, checks the key as that API does, and calls the handler. */
export function createRouter(
  routes: readonly Route[],
  apiKeys: readonly string[] | undefined,
): Handler {
  return async (request, call) => {
    const { pathname } = new URL(request.url)
    const found = routes.filter((route) => route.path.test(pathname))
    const route = found.find(({ method }) => method === request.method)
    if (route === undefined) return notRouted(request, pathname, found[0])
    if (route.api !== 'none') {
      const key = bearer(request, apiKeys)
      if (key.state === 'missing') {
        return route.api === 'openai' ? missingKey() : vtError(request, '-10001')
      }
      if (key.state === 'wrong') {
        return route.api === 'openai' ? wrongKey(key.key) : vtError(request, '-10005')
      }
    }
    return route.handle(request, call, route.path.exec(pathname)?.slice(1) ?? [])
  }
}

function notRouted(request: Request, pathname: string, other: Route | undefined): Response {
  const is302 = pathname.startsWith('/302/')
  if (other !== undefined) {
    const allow = { allow: other.method }
    if (is302) {
      const response = vtError(request, '-10011', `Use ${other.method}.`, 405)
      response.headers.set('allow', other.method)
      return response
    }
    return openaiError(
      405,
      { message: `Only ${other.method} requests are accepted.`, code: 'method_not_supported' },
      allow,
    )
  }
  if (is302) {
    return pathname.startsWith('/302/vt/')
      ? vtError(request, '-10009', `${pathname} is not emulated yet.`, 404)
      : vtError(request, '-10010', '', 404)
  }
  return openaiError(404, { message: `Invalid URL (${request.method} ${pathname})` })
}
