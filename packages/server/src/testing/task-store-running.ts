import assert from 'node:assert/strict'
import type { TaskStore } from '../ports/task-store.ts'
import type { ContractCase } from './contract-case.ts'
import { added, begun, done, future, got, past } from './task-store-cases.ts'
import { untilTrue } from './until-true.ts'

/** Runs, fences, checkpoints, and what the sweeper finds. */
export const taskStoreRunning: ContractCase<TaskStore>[] = [
  {
    name: 'begin makes a task running, and fence, starts and version grow',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const first = await begun(store, id)
      assert.deepEqual([first.fence, first.task.fence, first.task.starts], [1, 1, 1])
      assert.equal(first.task.status, 'running')
      assert.deepEqual(first.steps, [])
      assert.equal(first.task.version, 2)
      const second = await begun(store, id)
      assert.deepEqual([second.fence, second.task.starts], [2, 2])
      assert.equal(await store.begin('unknown'), null)
    },
  },
  {
    name: 'a commit with an older fence is lost and changes nothing',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const old = await begun(store, id)
      const current = await begun(store, id)
      const change = { status: 'succeeded', progress: 1, checkpoint: done('a') } as const
      assert.equal(await store.commit(id, old.fence, change), 'lost')
      assert.equal((await got(store, id)).status, 'running')
      assert.equal(await store.commit(id, current.fence, { progress: 0.5 }), 'ok')
      assert.equal(await store.commit('unknown', 1, {}), 'lost')
      assert.deepEqual((await begun(store, id)).steps, [])
    },
  },
  {
    name: 'a commit replaces the given fields, keeps the others, and version grows by one',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      const audio = { name: 'audio.ogg', type: 'audio/ogg', bytes: 2, blob: `${id}/audio.ogg` }
      const warnings = [{ code: 'w', message: 'm', at: { seconds: 1 } }]
      const transcript = { text: 'hello', segments: [], warnings: [], language: 'en' }
      await store.commit(id, fence, { step: 'transcribe', progress: 0.25, duration: 12.5, audio })
      await store.commit(id, fence, { language: 'en', warnings, transcript })
      const task = await got(store, id)
      assert.equal(task.version, 4)
      assert.equal(task.source.duration, 12.5)
      assert.equal(task.source.name, 'a.mp3')
      assert.deepEqual(
        [task.step, task.progress, task.audio, task.language, task.warnings, task.transcript],
        ['transcribe', 0.25, audio, 'en', warnings, transcript],
      )
      await store.commit(id, fence, { progress: null })
      assert.equal('progress' in (await got(store, id)), false)
    },
  },
  {
    name: 'an empty commit says alive: version stays, and the task is not silent any more',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence, task } = await begun(store, id)
      await untilTrue('the clock moves on', () => Date.now() > task.updatedAt + 20)
      assert.equal(await store.commit(id, fence, {}), 'ok')
      const after = await got(store, id)
      assert.equal(after.version, task.version)
      assert.ok(after.updatedAt > task.updatedAt)
      assert.deepEqual(await store.stuck(task.updatedAt, 10), [])
    },
  },
  {
    name: 'checkpoints come back with begin, the newest of each name, values as JSON',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      const value = { text: 'ü\u0000"', list: [1, null, { deep: true }] }
      await store.commit(id, fence, { checkpoint: { name: 'a', state: 'intent' } })
      await store.commit(id, fence, { checkpoint: done('a', value) })
      await store.commit(id, fence, { checkpoint: { name: 'b', state: 'submitted', value: 'x' } })
      const { steps } = await begun(store, id)
      assert.deepEqual(
        steps.sort((left, right) => (left.name < right.name ? -1 : 1)),
        [done('a', value), { name: 'b', state: 'submitted', value: 'x' }],
      )
    },
  },
  {
    name: 'starts counts runs that got nowhere: a finished step and waiting begin anew, an intent does not',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      await begun(store, id)
      const { fence } = await begun(store, id)
      await store.commit(id, fence, { checkpoint: { name: 'a', state: 'intent' }, progress: 0.5 })
      assert.equal((await begun(store, id)).task.starts, 3)
      const third = await begun(store, id)
      await store.commit(id, third.fence, { checkpoint: done('a') })
      const fifth = await begun(store, id)
      assert.equal(fifth.task.starts, 1)
      await store.commit(id, fifth.fence, { status: 'waiting', runAt: past() })
      assert.equal((await begun(store, id)).task.starts, 1)
    },
  },
  {
    name: 'stuck finds queued, due and silent tasks, not those that wait or live, and keeps to its limit',
    async run(make) {
      const store = await make()
      const queued = await added(store)
      const due = await added(store)
      const later = await added(store)
      const alive = await added(store)
      for (const [{ id }, runAt] of [
        [due, past()],
        [later, future()],
      ] as const) {
        const { fence } = await begun(store, id)
        await store.commit(id, fence, { status: 'waiting', runAt })
      }
      await begun(store, alive.id)
      assert.deepEqual((await store.stuck(past(), 10)).sort(), [queued.id, due.id].sort())
      const silent = await store.stuck(future(), 10)
      assert.deepEqual(silent.sort(), [queued.id, due.id, alive.id].sort())
      assert.equal((await store.stuck(future(), 2)).length, 2)
    },
  },
  {
    name: 'begin and leaving waiting remove runAt',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      const runAt = past()
      await store.commit(id, fence, { status: 'waiting', runAt })
      assert.equal((await got(store, id)).runAt, runAt)
      assert.equal('runAt' in (await begun(store, id)).task, false)
    },
  },
]
