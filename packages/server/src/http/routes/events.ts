import { CuekitError, isCuekitError } from '@cuekit/core'
import * as z from 'zod/mini'
import type { Owner } from '../../context.ts'
import type { StoredTask } from '../../ports/task-store.ts'
import { eventStream, type EventStreamOptions } from '../event-stream.ts'
import { parsePairs } from '../query.ts'
import type { Route, RouteInput } from '../route.ts'

const none = z.strictObject({})
/** How many of an owner's newest tasks `/events` begins with. */
const RECENT = 20
/** Several tabs and devices; HTTP/1.1 allows a browser six connections per host. */
const MAX_STREAMS = 20

/** `GET /tasks/:id/events`: the task now and after each change, until it is final. */
export const taskEvents: Route = async (input) => {
  const { context, request, basePath } = input
  const owner = await input.authorize('read')
  parsePairs(none, input.query)
  const id = input.params['id'] ?? ''
  let task: StoredTask | undefined = await context.tasks.get(id, owner.id)
  // EventSource reconnects after every end, but for a 204.
  if (isFinal(task) && request.headers.get('last-event-id') === String(task.version)) {
    return new Response(null, { status: 204 })
  }
  let sent = -1
  return send(input, owner, {
    async read() {
      const current = task ?? (await context.tasks.get(id, owner.id))
      task = undefined
      const frames =
        current.version > sent
          ? [{ id: String(current.version), data: context.view(current, basePath) }]
          : []
      sent = current.version
      return { frames, last: isFinal(current) }
    },
    subscribe: (wake) => context.store.watch((changed) => void (changed === id && wake())),
  })
}

/** `GET /events`: all tasks of the owner in one stream, so that a page with many needs one connection. */
export const allEvents: Route = async (input) => {
  const { context, basePath } = input
  const owner = await input.authorize('read')
  parsePairs(none, input.query)
  const sent = new Map<string, number>()
  const foreign = new Set<string>()
  const hinted = new Set<string>()

  async function changedTasks(): Promise<StoredTask[]> {
    if (hinted.size === 0) {
      return (await context.tasks.list({ owner: owner.id, limit: RECENT })).tasks.reverse()
    }
    const ids = [...hinted]
    hinted.clear()
    const tasks = await Promise.all(ids.map((id) => ownOrNone(context, id, owner)))
    ids.forEach((id, index) => tasks[index] ?? foreign.add(id))
    return tasks.filter((task) => task !== undefined)
  }

  return send(input, owner, {
    async read() {
      const tasks = (await changedTasks()).filter(
        (task) => task.version > (sent.get(task.id) ?? -1),
      )
      for (const task of tasks) sent.set(task.id, task.version)
      const frames = tasks.map((task) => ({
        id: `${task.id}:${task.version}`,
        data: context.view(task, basePath),
      }))
      return { frames, last: false }
    },
    subscribe: (wake) =>
      context.store.watch((id) => {
        if (foreign.has(id)) return
        // Before the first read everything is listed anyway.
        if (sent.size > 0) hinted.add(id)
        wake()
      }),
  })
}

async function ownOrNone(context: RouteInput['context'], id: string, owner: Owner) {
  try {
    return await context.tasks.get(id, owner.id)
  } catch (error) {
    if (isCuekitError(error) && error.code === 'not_found') return undefined
    throw error
  }
}

function send(
  input: RouteInput,
  owner: Owner,
  source: Pick<EventStreamOptions, 'read' | 'subscribe'>,
): Response {
  const { context, request, openStreams } = input
  const open = openStreams.get(owner.id) ?? 0
  if (open >= MAX_STREAMS) {
    throw new CuekitError('rate_limited', 'Too many event streams are open; close some first.', {
      retryAfterMs: 5000,
    })
  }
  openStreams.set(owner.id, open + 1)
  const body = eventStream({
    ...source,
    signal: request.signal,
    times: input.events,
    stillAllowed: () => input.authorize('read').then(({ id }) => id === owner.id),
    onEnd(error) {
      const left = (openStreams.get(owner.id) ?? 1) - 1
      if (left > 0) openStreams.set(owner.id, left)
      else openStreams.delete(owner.id)
      // A task deleted meanwhile, or an owner signed out, is an ordinary end.
      if (error !== undefined && !isCuekitError(error)) {
        context.logger.error('an event stream broke', { error })
      }
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // no-transform keeps compression from collecting frames: with Next 16's the first one arrives after 3 ms instead of at the
      // end. `Content-Encoding: none` would do so too, but is no registered coding (RFC 9110, 8.4.1) and adds nothing.
      'cache-control': 'no-cache, no-transform',
      // nginx would hold the first frame back for seconds.
      'x-accel-buffering': 'no',
    },
  })
}

function isFinal({ status }: StoredTask): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled'
}
