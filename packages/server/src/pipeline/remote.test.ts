import { CuekitError } from '@cuekit/core'
import { describe, expect, it } from 'vitest'
import { fakeRemoteEngine } from '../fixtures/fake-remote-engine.ts'
import { openServer } from '../fixtures/open-server.ts'
import { memoryStore } from '../memory/store.ts'

const signal = new AbortController().signal

describe('a remote engine in the pipeline', () => {
  it('is asked once, then polled with nothing held in between', async () => {
    const engine = fakeRemoteEngine({ polls: 3 })
    const server = await openServer({ engine })
    const id = await server.add()
    const progress: (number | undefined)[] = []
    for (let again: number | undefined = 0; again !== undefined;) {
      while (Date.now() < again) await new Promise((resolve) => setTimeout(resolve, 1))
      again = (await server.run(id, signal)).again
      const task = await server.tasks.get(id)
      if (again !== undefined) expect(task).toMatchObject({ status: 'waiting', runAt: again })
      progress.push(task.progress)
    }
    expect(progress).toEqual([undefined, 0.25, 0.5, 0.75, undefined])
    expect(engine.submits).toEqual(['talk.wav'])
    expect(engine.polled.map(({ id: job }) => job)).toEqual(['job-1', 'job-1', 'job-1', 'job-1'])
    expect((await server.tasks.get(id)).status).toBe('succeeded')
  })

  it('shows progress that never goes back', async () => {
    const answers = [0.4, 0.2, undefined, 0.6]
    const engine = fakeRemoteEngine({
      polls: 0,
      onPoll: (_job, count) =>
        count <= answers.length
          ? { status: 'pending', ...progressOf(answers[count - 1]) }
          : undefined,
    })
    const store = memoryStore()
    const seen: number[] = []
    const server = await openServer({ engine, ports: { store } })
    const id = await server.add()
    store.watch(() => {
      void store.get(id).then((task) => {
        if (task?.progress !== undefined) seen.push(task.progress)
      })
    })
    await server.finish(id)
    expect([...new Set(seen)]).toEqual([0.4, 0.6])
  })

  it('polls as often as the service asks for', async () => {
    const engine = fakeRemoteEngine({
      onPoll: () => ({ status: 'pending', retryAfterMs: 7000 }),
    })
    let now = 1_000_000
    const server = await openServer({ engine, clock: () => now })
    const id = await server.add()
    now = (await server.run(id, signal)).again ?? 0
    expect((await server.run(id, signal)).again).toBe(now + 7000)
  })

  it('tries a failed poll again without asking anew', async () => {
    const engine = fakeRemoteEngine({
      polls: 3,
      onPoll: (_job, count) => {
        if (count % 2 === 1) throw new CuekitError('connection_failed', 'Reset.')
        return undefined
      },
    })
    const server = await openServer({ engine })
    expect((await server.finish(await server.add())).status).toBe('succeeded')
    expect(engine.submits).toHaveLength(1)
  })

  it('asks again after a submit that is known to have failed, without a warning', async () => {
    const engine = fakeRemoteEngine({
      onSubmit: async (_source, count) => {
        if (count === 1) throw new CuekitError('connection_failed', 'Refused.', { sent: 'nothing' })
      },
    })
    const server = await openServer({ engine })
    const task = await server.finish(await server.add())
    expect(task).toMatchObject({ status: 'succeeded', warnings: [] })
    expect(engine.submits).toHaveLength(2)
  })

  it('does not ask a third time when two answers were lost', async () => {
    const store = memoryStore()
    const engine = fakeRemoteEngine()
    const server = await openServer({ engine, ports: { store } })
    const id = await server.add()
    const run = await store.begin(id)
    const lost = { submitting: true, duplicates: 1 }
    const checkpoint = { name: 'transcribe', state: 'intent', value: lost } as const
    await store.commit(id, run?.fence ?? 0, { checkpoint })
    const task = await server.finish(id)
    expect(task).toMatchObject({
      status: 'failed',
      error: { code: 'upstream_error', retryable: false },
    })
    expect(engine.submits).toHaveLength(0)
  })

  it('goes on polling the paid work when a cancelled task is retried', async () => {
    const engine = fakeRemoteEngine()
    const server = await openServer({ engine })
    const id = await server.add()
    await server.run(id, signal)
    expect((await server.tasks.cancel(id)).status).toBe('cancelled')
    await server.tasks.retry(id)
    expect((await server.finish(id)).status).toBe('succeeded')
    expect(engine.submits).toHaveLength(1)
  })

  it('asks anew when a task is retried whose remote work has failed', async () => {
    const engine = fakeRemoteEngine({
      onPoll: ({ id }) => {
        if (id === 'job-1') throw new CuekitError('task_failed', 'The service gave up.')
        return undefined
      },
    })
    const server = await openServer({ engine })
    const id = await server.add()
    expect(await server.finish(id)).toMatchObject({
      status: 'failed',
      error: { code: 'task_failed' },
    })
    await server.tasks.retry(id)
    expect((await server.finish(id)).status).toBe('succeeded')
    expect(engine.submits).toHaveLength(2)
  })

  it('gives up after the deadline, and a retry waits for the same work again', async () => {
    let now = 1_000_000
    let ready = false
    const engine = fakeRemoteEngine({
      polls: 0,
      onPoll: () => (ready ? undefined : { status: 'pending' }),
    })
    const server = await openServer({ engine, clock: () => now, timing: { remoteMs: 60_000 } })
    const id = await server.add()
    for (let again: number | undefined = now; again !== undefined;) {
      now = Math.max(again, now + 10_000)
      again = (await server.run(id, signal)).again
    }
    expect(await server.tasks.get(id)).toMatchObject({ error: { code: 'wait_timeout' } })
    ready = true
    await server.tasks.retry(id)
    await server.run(id, signal)
    expect((await server.tasks.get(id)).status).toBe('succeeded')
    expect(engine.submits).toHaveLength(1)
  })

  it('gets a signed link when it fetches media itself, and a clear error without publicUrl', async () => {
    const links: string[] = []
    const engine = fakeRemoteEngine({
      accepts: 'url',
      onSubmit: async ({ url, path }) => {
        expect(path).toBeUndefined()
        links.push((await url?.()) ?? '')
      },
    })
    const server = await openServer({ engine, publicUrl: 'https://app.example/api/cuekit/' })
    const id = await server.add()
    await server.finish(id)
    const url = new URL(links[0] ?? '')
    expect(url.origin + url.pathname).toBe(`https://app.example/api/cuekit/tasks/${id}/media`)
    expect(server.context.links.verify(id, 'media', url.searchParams)).toBe('valid')

    const closed = await openServer({ engine })
    await expect(closed.add()).rejects.toMatchObject({ code: 'public_url_required' })
  })
})

const progressOf = (progress: number | undefined) => (progress === undefined ? {} : { progress })
