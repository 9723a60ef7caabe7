import type { Cuekit } from '@cuekit/server'

export interface NextRouteOptions {
  /** Path of the folder that holds `[[...path]]`, e.g. `/api/cuekit`. Needed only where a rewrite hides it from `request.url`. */
  basePath?: string
}

/** Fits the context of every route: Next 15 and later pass `params` as a promise, 14 as an object. */
export interface NextRouteContext {
  params?: unknown
}

export type NextRoute = (request: Request, context: NextRouteContext) => Promise<Response>
export type NextRouteHandlers = Record<
  'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS',
  NextRoute
>

/** The mount: the path without what the catch-all took. Other dynamic segments are strings, the catch-all alone is a list. */
function mountPath(request: Request, params: unknown): string {
  const caught = Object.values(params ?? {}).find((value) => Array.isArray(value)) ?? []
  const segments = new URL(request.url).pathname.replace(/\/+$/, '').split('/')
  return segments.slice(0, segments.length - caught.length).join('/')
}

/**
 * Cuekit as route handlers of Next 14 and later, for a file `app/api/cuekit/[[...path]]/route.ts`:
 * `export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = nextRouteHandlers(cuekit)`.
 * Write `export const maxDuration = 300` beside it: Next reads that without running the file.
 */
export function nextRouteHandlers(
  cuekit: Pick<Cuekit, 'handle'>,
  options: NextRouteOptions = {},
): NextRouteHandlers {
  const route: NextRoute = async (request, context) =>
    cuekit.handle(request, {
      basePath: options.basePath ?? mountPath(request, await context.params),
    })
  return {
    GET: route,
    HEAD: route,
    POST: route,
    PUT: route,
    PATCH: route,
    DELETE: route,
    OPTIONS: route,
  }
}
