import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type TaskView, taskViewSchema } from '@cuekit/core'
import { type Answer, send, type SendOptions } from './http-client.ts'

/** A running server of `createCuekit({ ...contractOptions, engine, storage })` behind the adapter under test. */
export interface HandlerTarget {
  /** Where it is mounted: an absolute http URL without a slash at the end. */
  url: string
  /** Media that the instance's engine hears, and words of what is said in it. */
  media: { name: string; type: string; bytes: Uint8Array; text: string }
}

/** One visitor of the server: nobody else's tasks are in reach, so that checks do not meet. */
export interface Visitor {
  readonly media: HandlerTarget['media']
  /** Value of its `x-user` header. */
  readonly user: string
  /** Path of the mount. */
  readonly mount: string
  /** A path below the mount, or a path-absolute link that the server gave. */
  urlOf(path: string): string
  send(path: string, options?: SendOptions): Promise<Answer>
  /** Uploads the media as raw bytes and expects 202. */
  upload(options?: Pick<SendOptions, 'headers'>): Promise<TaskView>
  /** Asks until the task is final and expects success. */
  succeeded(id: string): Promise<TaskView>
}

// A task of some seconds of audio that takes longer hangs; the message then says where.
const DEADLINE_MS = 25_000

export type Check = (visitor: Visitor, target: HandlerTarget) => Promise<void>

export function toTask(answer: Answer): TaskView {
  const parsed = taskViewSchema.safeParse(answer.json())
  assert.ok(
    parsed.success,
    `not a task: ${answer.status} ${answer.body.toString('utf8').slice(0, 500)}`,
  )
  return answer.json() as TaskView
}

/** Expects `{ error: { code, message, retryable, requestId } }` with this status and code. Returns the message. */
export function assertError(answer: Answer, status: number, code: string): string {
  const text = answer.body.toString('utf8')
  assert.equal(answer.status, status, text.slice(0, 500))
  assert.match(answer.headers['content-type'] ?? '', /^application\/json/)
  const { error } = JSON.parse(text)
  assert.equal(error.code, code)
  assert.equal(typeof error.message, 'string')
  assert.equal(typeof error.retryable, 'boolean')
  assert.equal(answer.headers['x-request-id'], error.requestId)
  return error.message
}

export function createVisitor(target: HandlerTarget): Visitor {
  const mount = new URL(target.url).pathname.replace(/\/$/, '')
  const user = `user-${randomUUID()}`
  const urlOf = (path: string): string =>
    mount !== '' && path.startsWith(`${mount}/`)
      ? new URL(path, target.url).href
      : `${target.url}${path}`
  const visitor: Visitor = {
    media: target.media,
    user,
    mount,
    urlOf,
    send: (path, options = {}) =>
      send(urlOf(path), { ...options, headers: { 'x-user': user, ...options.headers } }),
    async upload(options = {}) {
      const { name, type, bytes } = target.media
      const headers = {
        'content-type': type,
        'content-length': String(bytes.byteLength),
        ...options.headers,
      }
      const path = `/tasks?name=${encodeURIComponent(name)}&language=en`
      const answer = await visitor.send(path, { method: 'POST', headers, body: bytes })
      assert.equal(answer.status, 202, answer.body.toString('utf8').slice(0, 500))
      return toTask(answer)
    },
    async succeeded(id) {
      const deadline = performance.now() + DEADLINE_MS
      for (;;) {
        const task = toTask(await visitor.send(`/tasks/${id}`))
        if (task.status !== 'queued' && task.status !== 'processing') {
          assert.equal(task.status, 'succeeded', JSON.stringify(task.error))
          return task
        }
        assert.ok(performance.now() < deadline, `still not final: ${JSON.stringify(task)}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
  }
  return visitor
}
