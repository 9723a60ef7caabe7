import type { TaskView, Transcript } from '@cuekit/core'
import { CuekitError } from '@cuekit/core'
import { describe, expect, it } from 'vitest'
import { fakeEngine } from '../fixtures/fake-engine.ts'
import { openServer } from '../fixtures/open-server.ts'
import { until } from '../fixtures/until.ts'
import { memoryStore } from '../memory/store.ts'

interface End {
  task: TaskView
  transcript?: Transcript
}

describe('onTaskEnd', () => {
  it('is told once the task has succeeded, so that what it asks the server for is there', async () => {
    const ends: End[] = []
    let stored = ''
    const server = await openServer({
      onTaskEnd: async (end) => {
        ends.push(end)
        stored = (await server.tasks.get(end.task.id)).status
      },
    })
    const id = await server.add()
    await server.finish(id)
    expect(ends).toMatchObject([
      { task: { id, status: 'succeeded' }, transcript: { text: 'two words' } },
    ])
    expect(stored).toBe('succeeded')
  })

  it('is told of a failure, without a transcript', async () => {
    const ends: End[] = []
    const engine = fakeEngine({
      hear: async () => {
        throw new CuekitError('upstream_rejected', 'No.')
      },
    })
    const server = await openServer({ engine, onTaskEnd: (end) => ends.push(end) })
    await server.finish(await server.add())
    expect(ends).toMatchObject([
      { task: { status: 'failed', error: { code: 'upstream_rejected' } } },
    ])
    expect(ends[0]).not.toHaveProperty('transcript')
  })

  it('is told again while it throws; the task has succeeded all the while', async () => {
    let calls = 0
    const server = await openServer({
      onTaskEnd: () => {
        calls += 1
        if (calls < 3) throw new Error('The webhook is down.')
      },
    })
    const id = await server.add()
    const first = await server.run(id, new AbortController().signal)
    expect(first.again).toBeGreaterThan(0)
    const { status, version } = await server.tasks.get(id)
    expect(status).toBe('succeeded')
    expect((await server.finish(id)).version).toBe(version)
    expect(calls).toBe(3)
  })

  it('is given up after five failures', async () => {
    let calls = 0
    const server = await openServer({
      onTaskEnd: async () => {
        calls += 1
        throw new Error('The webhook is gone.')
      },
    })
    const task = await server.finish(await server.add())
    expect(calls).toBe(5)
    expect(task.status).toBe('succeeded')
    expect(task).not.toHaveProperty('endPending')
  })

  it('is told by the next process when the first was killed in it', async () => {
    const store = memoryStore()
    let entered = false
    const first = await openServer({
      ports: { store },
      onTaskEnd: () => {
        entered = true
        return new Promise(() => {})
      },
    })
    const id = await first.add()
    void first.run(id, new AbortController().signal)
    await until(() => entered)

    const ends: End[] = []
    const second = await openServer({ ports: { store }, onTaskEnd: (end) => ends.push(end) })
    expect(await store.stuck(Date.now(), 10)).toEqual([id])
    await second.finish(id)
    expect(ends).toHaveLength(1)
    expect(await store.begin(id)).toBeNull()
  })

  it('is told of both ends of a task that is retried', async () => {
    const ends: string[] = []
    let broken = true
    const engine = fakeEngine({
      hear: async () => {
        if (broken) throw new CuekitError('upstream_rejected', 'No.')
        return { text: '', segments: [], warnings: [] }
      },
    })
    const server = await openServer({ engine, onTaskEnd: ({ task }) => ends.push(task.status) })
    const id = await server.add()
    await server.finish(id)
    broken = false
    await server.tasks.retry(id)
    await server.finish(id)
    expect(ends).toEqual(['failed', 'succeeded'])
  })
})
