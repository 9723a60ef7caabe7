import { createHash, randomBytes } from 'node:crypto'
import { CuekitError } from '@cuekit/core'
import type { EngineOptions } from '@cuekit/core/engines'
import type { CreateTaskInput, TaskOperations } from './context.ts'
import { toFileName } from './file-name.ts'
import type { Settings } from './options.ts'
import { quotaExceeded } from './ports/quota-exceeded.ts'
import type { StoredTask } from './ports/task-store.ts'
import { receiveMedia } from './receive-media.ts'
import { openSource, parseLateOptions, parseTaskInput, requireLanguage } from './task-input.ts'

const MAX_PAGE = 100

const newId = (): string => randomBytes(16).toString('base64url')

function hashInput(sha256: string, name: string, options: EngineOptions): string {
  const { language, prompt, model, temperature } = options
  const parts = [sha256, name, language, prompt, model, temperature]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

const notFound = (): CuekitError => new CuekitError('not_found', 'There is no such task.')

/** What can be done to tasks, for routes and own code alike. */
export function createTasks(settings: Settings): TaskOperations {
  const { engine, limits, now, onEvent } = settings
  const { store, queue, blobs } = settings.ports

  async function get(id: string, owner?: string): Promise<StoredTask> {
    const task = await store.get(id)
    if (!task || (owner !== undefined && task.owner !== owner)) throw notFound()
    return task
  }

  /** Gigabytes are not received for a task that cannot be made. A known key is answered whatever the quota, so it is let pass. */
  async function refuseEarly({ owner, idempotencyKey, ...input }: CreateTaskInput): Promise<void> {
    const maxActive = input.maxActiveTasks ?? limits.maxActiveTasks
    if (idempotencyKey !== undefined || !store.active) return
    const active = await store.active(owner)
    if (active >= maxActive) throw quotaExceeded(active, maxActive)
  }

  /** What cannot be removed now is found by the sweeper later; the failure before it is the one to tell. */
  async function removeBlobs(id: string): Promise<void> {
    await blobs.deleteTask(id).catch((error: unknown) => {
      settings.logger.error('an upload that failed could not be removed', { taskId: id, error })
    })
  }

  async function receive(
    id: string,
    input: CreateTaskInput,
    early: EngineOptions,
  ): Promise<{ task: StoredTask; created: boolean }> {
    const { owner, idempotencyKey, signal } = input
    const opened = await openSource(input.source)
    const name = toFileName(opened.name)
    const { bytes, media, sha256, key } = await receiveMedia(opened.body, {
      blobs,
      key: ({ extension }) => `${id}/source.${extension}`,
      maxBytes: input.maxBytes ?? limits.maxBytes,
      ...(opened.bytes === undefined ? {} : { declared: opened.bytes }),
      ...(signal && { signal }),
    })
    const late = input.lateOptions ? parseLateOptions(input.lateOptions(), engine) : {}
    const options = { ...early, ...late }
    requireLanguage(options, engine)
    return store.create({
      id,
      owner,
      ...(idempotencyKey === undefined ? {} : { key: idempotencyKey }),
      inputHash: hashInput(sha256, name, options),
      source: { name, type: media.type, bytes, blob: key },
      options,
      maxActive: input.maxActiveTasks ?? limits.maxActiveTasks,
      expiresAt: now() + settings.keepMediaSeconds * 1000,
    })
  }

  return {
    async create(input) {
      const options = parseTaskInput(input, engine)
      if (engine.capabilities.accepts === 'url' && settings.publicUrl === undefined) {
        throw new CuekitError(
          'public_url_required',
          `The engine ${engine.name} fetches media by URL: pass publicUrl to createCuekit, the public address of this handler, or let the engine upload it (ai302 has upload: '302').`,
        )
      }
      await refuseEarly(input)
      const id = newId()
      let made: { task: StoredTask; created: boolean } | undefined
      try {
        made = await receive(id, input, options)
      } finally {
        if (!made?.created) await removeBlobs(id)
      }
      if (made.created) {
        const { bytes } = made.task.source
        onEvent({ type: 'task_created', taskId: id, owner: input.owner, bytes })
        await queue.wake(id)
      }
      return made.task
    },

    get,

    async list({ owner, cursor, limit = 50 }) {
      const size = Math.min(Math.max(1, Math.trunc(limit)), MAX_PAGE)
      return store.list({ owner, limit: size, ...(cursor === undefined ? {} : { cursor }) })
    },

    async cancel(id, owner) {
      await get(id, owner)
      const task = await store.requestCancel(id)
      if (!task) throw notFound()
      if (task.status === 'succeeded' || task.status === 'failed') {
        throw new CuekitError('task_final', `The task has ${task.status} and cannot be cancelled.`)
      }
      return task
    },

    async retry(id, owner, { maxActiveTasks = limits.maxActiveTasks } = {}) {
      const before = await get(id, owner)
      if (before.purged) {
        throw new CuekitError(
          'media_expired',
          'The media of this task was deleted; upload it again.',
        )
      }
      const task = await store.requeue(id, { maxActive: maxActiveTasks })
      if (task) {
        await queue.wake(id)
        return task
      }
      if (before.status === 'succeeded') {
        throw new CuekitError('task_final', 'The task has succeeded; there is nothing to retry.')
      }
      throw new CuekitError('task_not_ready', 'The task is still being worked on; cancel it first.')
    },

    async delete(id, owner) {
      await get(id, owner)
      // First the worker's hands off it, then the bytes, then the row: a crash in between leaves something to delete again.
      await store.requestCancel(id)
      await blobs.deleteTask(id)
      await store.delete(id)
    },
  }
}
