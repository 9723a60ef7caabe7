import { describe, expect, it } from 'vitest'
import { fakeEngine, transcript } from './fixtures/fake-engine.ts'
import { fakeRemoteEngine } from './fixtures/fake-remote-engine.ts'
import { openServer } from './fixtures/open-server.ts'
import { until } from './fixtures/until.ts'
import { memoryQueue } from './memory/queue.ts'
import { memoryStore } from './memory/store.ts'

describe('the worker', () => {
  it('works on what was created before it started and after, as often as it is started', async () => {
    const server = await openServer({ engine: fakeRemoteEngine() })
    const before = await server.add()
    await Promise.all([server.worker.start(), server.worker.start(), server.context.start()])
    const after = await server.add()
    for (const id of [before, after]) {
      await until(async () => (await server.tasks.get(id)).status === 'succeeded')
    }
  })

  it('works on many tasks of many owners, no more at once than it may', async () => {
    let running = 0
    let most = 0
    let meet = (): void => {}
    const met = new Promise<void>((resolve) => (meet = resolve))
    const engine = fakeEngine({
      hear: async () => {
        running += 1
        most = Math.max(most, running)
        // The first wait for one another: on a busy machine they might never meet by chance.
        if (running === 3) meet()
        await met
        running -= 1
        return transcript()
      },
    })
    const server = await openServer({ engine, concurrency: 3 })
    await server.worker.start()
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, index) => server.add({ owner: `owner ${index % 8}` })),
    )
    for (const id of ids) {
      await until(async () => (await server.tasks.get(id)).status === 'succeeded')
    }
    expect(most).toBe(3)
    expect(engine.calls).toHaveLength(40)
  })

  it('finds at its start what a lost queue has forgotten', async () => {
    const store = memoryStore()
    const first = await openServer({ ports: { store } })
    const id = await first.add()
    const second = await openServer({
      ports: { store, blobs: first.ports.blobs, queue: memoryQueue() },
    })
    await second.worker.start()
    await until(async () => (await store.get(id))?.status === 'succeeded')
  })

  it('stops: puts a running task back, and goes on with it when started again', async () => {
    let listens = false
    const engine = fakeEngine({
      hear: (_source, { signal }) =>
        listens
          ? Promise.resolve(transcript())
          : new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => reject(new Error('aborted')))
            }),
    })
    const server = await openServer({ engine })
    const id = await server.add()
    await server.worker.start()
    await until(() => engine.calls.length === 1)
    await server.worker.stop({ graceMs: 0 })
    expect(await server.tasks.get(id)).toMatchObject({ status: 'waiting', starts: 0 })
    listens = true
    await server.worker.start()
    await until(async () => (await server.tasks.get(id)).status === 'succeeded')
  })

  it('deletes media whose time is over, only of final tasks; the transcript stays', async () => {
    let now = Date.now()
    const store = memoryStore({ now: () => now })
    const server = await openServer({
      ports: { store },
      keepMediaSeconds: 60,
      clock: () => now,
    })
    const done = await server.add()
    await server.finish(done)
    const [task] = (await server.tasks.list({ owner: 'u1' })).tasks
    expect(task?.expiresAt).toBe((task?.createdAt ?? 0) + 60_000)
    now += 61_000
    await server.worker.start()
    await until(async () => (await server.tasks.get(done)).purged === true)
    const after = await server.tasks.get(done)
    expect(after.transcript?.text).toBe('two words')
    expect(await server.context.mediaBlob(after, 'media')).toBeNull()
    expect(server.context.view(after, '/api/cuekit')).not.toHaveProperty('mediaUrl')
    expect(server.events.at(-1)).toEqual({ type: 'media_purged', taskId: done })
  })

  it('deletes the media of others though that of one task cannot be deleted', async () => {
    let now = Date.now()
    const store = memoryStore({ now: () => now })
    const made = await openServer({ ports: { store }, keepMediaSeconds: 60, clock: () => now })
    const ids = [await made.add(), await made.add()]
    for (const id of ids) await made.finish(id)
    const [stuck] = await store.expired(now + 61_000, 2)
    const blobs = {
      ...made.ports.blobs,
      async deleteTask(id: string) {
        if (id === stuck) throw new Error('EACCES')
        await made.ports.blobs.deleteTask(id)
      },
    }
    now += 61_000
    const server = await openServer({ ports: { store, blobs }, clock: () => now })
    await server.worker.start()
    const purged = async (id = '') => (await store.get(id))?.purged === true
    await until(async () => purged(ids.find((id) => id !== stuck)))
    expect(await purged(stuck)).toBe(false)
  })

  it('deletes media that was left without a task, once it is old', async () => {
    let now = Date.now()
    const server = await openServer({ clock: () => now, keepMediaSeconds: 60 })
    const { blobs } = server.ports
    const known = await server.add()
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('x')
    }
    await blobs.put('orphan/source.wav', body(), { maxBytes: 1 })
    await server.worker.start()
    await until(async () => (await server.tasks.get(known)).status === 'succeeded')
    expect(await blobs.stat('orphan/source.wav')).toEqual({ bytes: 1 })
    await server.worker.stop()

    now += 25 * 3_600_000
    const next = await openServer({ clock: () => now, keepMediaSeconds: 60, ports: server.ports })
    await next.worker.start()
    await until(async () => (await blobs.stat('orphan/source.wav')) === null)
  })

  it('survives a store that is away', async () => {
    const store = memoryStore()
    let away = true
    const logged: string[] = []
    const fails = async (): Promise<never> => {
      throw new Error('connect ECONNREFUSED')
    }
    const server = await openServer({
      logger: { debug() {}, info() {}, warn() {}, error: (message) => logged.push(message) },
      ports: {
        store: {
          ...store,
          begin: (id) => (away ? fails() : store.begin(id)),
          stuck: (before, limit) => (away ? fails() : store.stuck(before, limit)),
        },
      },
    })
    const id = await server.add()
    await server.worker.start()
    await until(() => logged.length >= 2)
    expect(logged.sort()).toEqual(['a run broke off', 'the sweep failed'])
    away = false
    await server.worker.stop()
    await server.worker.start()
    await until(async () => (await server.tasks.get(id)).status === 'succeeded')
  })
})
