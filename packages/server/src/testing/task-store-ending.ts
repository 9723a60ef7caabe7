import assert from 'node:assert/strict'
import type { TaskStore } from '../ports/task-store.ts'
import type { ContractCase } from './contract-case.ts'
import { added, begun, done, future, got, newTask, past } from './task-store-cases.ts'

/** Ends of a task: final, cancelled, requeued, purged, deleted. */
export const taskStoreEnding: ContractCase<TaskStore>[] = [
  {
    name: 'final is final: it cannot be begun, committed, cancelled or requeued once succeeded',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      await store.commit(id, fence, { status: 'succeeded' })
      const before = await got(store, id)
      assert.equal(await store.begin(id), null)
      assert.equal(await store.commit(id, fence, { progress: 0.1 }), 'lost')
      assert.equal((await store.requestCancel(id))?.status, 'succeeded')
      assert.equal(await store.requeue(id), null)
      assert.deepEqual(await store.stuck(future(), 10), [])
      assert.deepEqual(await got(store, id), before)
    },
  },
  {
    name: 'cancel: what does not run is cancelled at once, a run is asked and its commit applied',
    async run(make) {
      const store = await make()
      const queued = await added(store)
      assert.equal((await store.requestCancel(queued.id))?.status, 'cancelled')
      assert.equal(await store.begin(queued.id), null)

      const waiting = await added(store)
      const run = await begun(store, waiting.id)
      await store.commit(waiting.id, run.fence, { status: 'waiting', runAt: future() })
      const cancelled = await store.requestCancel(waiting.id)
      assert.equal(cancelled?.status, 'cancelled')
      assert.equal(cancelled && 'runAt' in cancelled, false)

      const { id } = await added(store)
      const { fence } = await begun(store, id)
      const asked = await store.requestCancel(id)
      assert.deepEqual([asked?.status, asked?.cancelRequested], ['running', true])
      assert.equal(await store.commit(id, fence, { progress: 0.5 }), 'cancel')
      assert.equal((await got(store, id)).progress, 0.5)
      assert.equal((await begun(store, id)).task.cancelRequested, true)
      assert.equal(await store.requestCancel('unknown'), null)
    },
  },
  {
    name: 'a success that races a cancellation stands',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      await store.requestCancel(id)
      await store.commit(id, fence, { status: 'succeeded' })
      assert.equal((await got(store, id)).status, 'succeeded')
      assert.equal(await store.begin(id), null)
    },
  },
  {
    name: 'requeue starts a new life with finished and submitted checkpoints, and shuts the old run out',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      await store.commit(id, fence, { checkpoint: done('a', 1) })
      await store.commit(id, fence, { checkpoint: { name: 'b', state: 'submitted', value: 2 } })
      await store.commit(id, fence, { checkpoint: { name: 'c', state: 'intent', value: 3 } })
      const error = { code: 'internal', message: 'm', retryable: false }
      await store.commit(id, fence, { status: 'failed', error, progress: null })
      const task = await store.requeue(id)
      assert.ok(task)
      assert.deepEqual([task.status, task.starts, task.cancelRequested], ['queued', 0, false])
      assert.equal('error' in task, false)
      assert.equal(await store.commit(id, fence, { progress: 0.5 }), 'lost')
      const { steps } = await begun(store, id)
      assert.deepEqual(steps.map(({ name }) => name).sort(), ['a', 'b'])
      assert.equal(await store.requeue(id), null)
      assert.equal(await store.requeue('unknown'), null)
      await store.requestCancel(id)
    },
  },
  {
    name: 'a final task whose end is pending can be begun, keeps its face, and takes bookkeeping only',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const first = await begun(store, id)
      await store.commit(id, first.fence, { status: 'succeeded', endPending: true })
      const before = await got(store, id)
      assert.equal(before.endPending, true)
      const { task, fence } = await begun(store, id)
      assert.equal(task.status, 'succeeded')
      assert.ok(fence > first.fence)
      const checkpoint = { name: 'end', state: 'intent', value: { attempts: 1 } } as const
      const change = { checkpoint, runAt: future(), status: 'failed', progress: 0.5 } as const
      assert.equal(await store.commit(id, fence, change), 'ok')
      const kept = await got(store, id)
      assert.deepEqual(
        [kept.status, kept.version, kept.updatedAt, 'progress' in kept],
        ['succeeded', before.version, before.updatedAt, false],
      )
      assert.deepEqual(await store.stuck(past(), 10), [])
      await store.commit(id, fence, { runAt: past() })
      assert.deepEqual(await store.stuck(past(), 10), [id])
      const last = await begun(store, id)
      assert.deepEqual(last.steps, [checkpoint])
      assert.equal(await store.commit(id, last.fence, { endPending: false }), 'ok')
      assert.equal(await store.begin(id), null)
      assert.deepEqual(await store.stuck(future(), 10), [])
      assert.equal('endPending' in (await got(store, id)), false)
    },
  },
  {
    name: 'expired finds final tasks whose time has come, until they are marked purged',
    async run(make) {
      const store = await make()
      const { id } = await added(store, { expiresAt: past() })
      await added(store, { expiresAt: future() })
      await added(store)
      assert.deepEqual(await store.expired(Date.now(), 10), [])
      assert.equal(await store.markPurged(id), false)
      const { fence } = await begun(store, id)
      const audio = { name: 'audio.ogg', type: 'audio/ogg', bytes: 2, blob: `${id}/audio.ogg` }
      await store.commit(id, fence, { status: 'succeeded', audio })
      assert.deepEqual(await store.expired(Date.now(), 10), [id])
      const { version } = await got(store, id)
      assert.equal(await store.markPurged(id), true)
      assert.deepEqual(await store.expired(Date.now(), 10), [])
      const task = await got(store, id)
      assert.deepEqual([task.purged, task.version > version, 'audio' in task], [true, true, false])
      assert.equal(await store.markPurged('unknown'), false)
    },
  },
  {
    name: 'delete removes a task with its checkpoints and shuts its run out',
    async run(make) {
      const store = await make()
      const input = newTask()
      const { id } = input
      await store.create(input)
      const { fence } = await begun(store, id)
      await store.commit(id, fence, { checkpoint: done('a') })
      assert.equal(await store.delete(id), true)
      assert.equal(await store.delete(id), false)
      assert.equal(await store.get(id), null)
      assert.equal(await store.commit(id, fence, { progress: 1 }), 'lost')
      assert.deepEqual((await store.list({ owner: 'owner', limit: 10 })).tasks, [])
      await store.create(input)
      assert.deepEqual((await begun(store, id)).steps, [])
    },
  },
]
