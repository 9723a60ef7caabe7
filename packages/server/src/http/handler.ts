import { randomUUID } from 'node:crypto'
import { CuekitError, isCuekitError } from '@cuekit/core'
import type { HandleOptions, ServerContext } from '../context.ts'
import { requireSameOrigin } from '../security/same-origin.ts'
import { askOwner } from './authorize.ts'
import { isOwnForm } from './own-form.ts'
import { errorResponse } from './respond.ts'
import type { EventTimes, RouteInput } from './route.ts'
import { matchRoute, pathBelow } from './router.ts'
import { routes } from './routes.ts'

const EVENT_TIMES: EventTimes = {
  pingMs: 15_000,
  gapMs: 250,
  pollMs: 2000,
  closeMs: 240_000,
  authorizeMs: 60_000,
}

/**
 * The one door of the server: a `Request` in, a `Response` out; it never rejects.
 * The path of `request.url` must begin with `basePath`. Adapters mount it, tests call it.
 */
export function createHandler(
  context: ServerContext,
  { events }: { events?: Partial<EventTimes> } = {},
): (request: Request, options?: HandleOptions) => Promise<Response> {
  const shared = { events: { ...EVENT_TIMES, ...events }, openStreams: new Map<string, number>() }

  return async function handle(request, options = {}) {
    const requestId = `req_${randomUUID()}`
    const cookies: string[] = []
    let response: Response
    try {
      response = await answer(context, request, options, { ...shared, requestId, cookies })
    } catch (error) {
      response = errorResponse(error, request, { requestId, logger: context.logger })
    }
    cancelUnread(request)
    if (request.method === 'HEAD') response = await withoutBody(response)
    response.headers.set('x-request-id', requestId)
    response.headers.set('x-content-type-options', 'nosniff')
    for (const cookie of cookies) response.headers.append('set-cookie', cookie)
    return response
  }
}

async function answer(
  context: ServerContext,
  request: Request,
  { basePath: mounted = '/api/cuekit', native }: HandleOptions,
  {
    requestId,
    cookies,
    ...shared
  }: Pick<RouteInput, 'events' | 'openStreams'> & {
    requestId: string
    cookies: string[]
  },
): Promise<Response> {
  const url = new URL(request.url)
  const basePath = mounted.replace(/\/+$/, '')
  const match = matchRoute(routes, request.method, pathBelow(basePath, url.pathname))
  if ('allow' in match) {
    if (request.method === 'OPTIONS') {
      return new Response(null, { status: 204, headers: { allow: match.allow } })
    }
    const error = new CuekitError('method_not_allowed', `Allowed here: ${match.allow}.`)
    const refusal = errorResponse(error, request, { requestId, logger: context.logger })
    refusal.headers.set('allow', match.allow)
    return refusal
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request.headers)
  await startWorker(context, requestId)
  return match.route({
    context,
    request,
    query: url.searchParams,
    params: match.params,
    basePath,
    ...shared,
    async authorize(action) {
      const question = { action, requestId, ...(native === undefined ? {} : { native }) }
      const owner = await askOwner(context, request, question)
      if (owner.setCookie !== undefined) cookies.push(owner.setCookie)
      return owner
    },
  })
}

/** A closed instance refuses requests; with a worker that cannot start, what is there can still be read. */
async function startWorker(context: ServerContext, requestId: string): Promise<void> {
  try {
    await context.start()
  } catch (error) {
    if (isCuekitError(error)) throw error
    context.logger.error('the worker did not start', { requestId, error })
  }
}

/**
 * A refused upload is not read to its end; the adapter sees the cancel and can close the connection.
 * Not awaited: where `authorize` cloned the request, the cancel waits for the clone's reader as well.
 */
function cancelUnread({ body, headers }: Request): void {
  if (body && !body.locked && !isOwnForm(headers)) body.cancel().catch(() => {})
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel().catch(() => {})
  return new Response(null, response)
}
