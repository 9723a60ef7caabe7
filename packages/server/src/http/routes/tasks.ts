import { CuekitError } from '@cuekit/core'
import * as z from 'zod/mini'
import type { StoredTask } from '../../ports/task-store.ts'
import { matchesEtag, notModified } from '../etag.ts'
import { numberText, parsePairs } from '../query.ts'
import { readUpload } from '../read-upload.ts'
import { json } from '../respond.ts'
import type { Route, RouteInput } from '../route.ts'

const none = z.strictObject({})
const listQuery = z.strictObject({
  limit: z.optional(numberText(1, 100, true)),
  cursor: z.optional(z.string().check(z.maxLength(512, 'is not one of ours'))),
})

/** `POST /tasks`: the upload. Answers 202 with the task and its `Location`. */
export const createTask: Route = async (input) => {
  const { context, request, basePath } = input
  const owner = await input.authorize('create')
  const idempotencyKey = readIdempotencyKey(request)
  const maxBytes = owner.limits?.maxBytes ?? context.limits.maxBytes
  const maxActiveTasks = owner.limits?.maxActiveTasks
  const { source, options, lateOptions, discard } = await readUpload(request, input.query, {
    maxBytes,
  })
  try {
    const task = await context.tasks.create({
      ...options,
      source,
      owner: owner.id,
      maxBytes,
      signal: request.signal,
      ...(lateOptions && { lateOptions }),
      ...(maxActiveTasks !== undefined && { maxActiveTasks }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    })
    return answer(input, task, {
      status: 202,
      headers: { location: `${basePath}/tasks/${task.id}` },
    })
  } finally {
    await discard()
  }
}

/** `GET /tasks`: own tasks, newest first. */
export const listTasks: Route = async ({ context, query, basePath, authorize }) => {
  const owner = await authorize('read')
  const { limit, cursor } = parsePairs(listQuery, query)
  const page = await context.tasks.list({
    owner: owner.id,
    limit: limit ?? 20,
    ...(cursor !== undefined && { cursor }),
  })
  return json({
    tasks: page.tasks.map((task) => context.view(task, basePath)),
    ...(page.next !== undefined && { next: page.next }),
  })
}

/** `GET /tasks/:id`, with the version as `ETag` for those who poll. */
export const getTask: Route = async (input) => {
  const task = await ownTask(input, 'read')
  const etag = `"${task.version}"`
  if (matchesEtag(input.request, etag)) return notModified({ etag, 'cache-control': 'no-store' })
  return answer(input, task)
}

export const cancelTask: Route = async (input) => {
  const owner = await input.authorize('cancel')
  parsePairs(none, input.query)
  return answer(input, await input.context.tasks.cancel(taskId(input), owner.id))
}

export const retryTask: Route = async (input) => {
  const owner = await input.authorize('retry')
  parsePairs(none, input.query)
  const task = await input.context.tasks.retry(taskId(input), owner.id, owner.limits)
  return answer(input, task, { status: 202 })
}

export const deleteTask: Route = async (input) => {
  const owner = await input.authorize('delete')
  parsePairs(none, input.query)
  await input.context.tasks.delete(taskId(input), owner.id)
  return new Response(null, { status: 204 })
}

async function ownTask(input: RouteInput, action: 'read'): Promise<StoredTask> {
  const owner = await input.authorize(action)
  parsePairs(none, input.query)
  return input.context.tasks.get(taskId(input), owner.id)
}

function answer(input: RouteInput, task: StoredTask, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers)
  headers.set('etag', `"${task.version}"`)
  return json(input.context.view(task, input.basePath), { ...init, headers })
}

function taskId({ params }: RouteInput): string {
  return params['id'] ?? ''
}

function readIdempotencyKey(request: Request): string | undefined {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new CuekitError(
    'invalid_request',
    'Idempotency-Key must have 1 to 255 visible ASCII characters, for example a UUID.',
  )
}
