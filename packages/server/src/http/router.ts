import { CuekitError } from '@cuekit/core'
import type { Route } from './route.ts'

type Method = 'GET' | 'POST' | 'DELETE'

export interface RouteEntry {
  /** Matched against the path below the base path. Named groups become the parameters. */
  path: RegExp
  methods: Partial<Record<Method, Route>>
}

export type Match =
  | { route: Route; params: Record<string, string> }
  /** OPTIONS, or a method the path does not know. */
  | { allow: string }

/**
 * The path below `basePath`, still encoded, or `not_found`: no path of ours needs an encoded character, so none matches.
 * One slash at the end is let pass, since Next's `trailingSlash` adds it.
 */
export function pathBelow(basePath: string, pathname: string): string {
  const below = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : ''
  if (below === '') throw notFound()
  return below.replace(/(?<=.)\/$/, '')
}

/** Finds the route. HEAD is answered by GET. Throws `not_found` for an unknown path. */
export function matchRoute(table: readonly RouteEntry[], method: string, path: string): Match {
  for (const entry of table) {
    const found = entry.path.exec(path)
    if (!found) continue
    const name = method === 'HEAD' ? 'GET' : method
    const route = Object.hasOwn(entry.methods, name) ? entry.methods[name as Method] : undefined
    return route ? { route, params: { ...found.groups } } : { allow: allowed(entry) }
  }
  throw notFound()
}

function allowed({ methods }: RouteEntry): string {
  return [...Object.keys(methods), ...(methods.GET ? ['HEAD'] : []), 'OPTIONS'].join(', ')
}

function notFound(): CuekitError {
  return new CuekitError(
    'not_found',
    'There is nothing at this address. Check the path and the base path the handler is mounted at.',
  )
}
