import assert from 'node:assert/strict'
import type { StoredTask, TaskStore } from '../ports/task-store.ts'
import type { ContractCase } from './contract-case.ts'
import { HOUR, added, begun, done, got, hasCode, newTask } from './task-store-cases.ts'
import { untilTrue } from './until-true.ts'

/** Creating, finding and watching tasks. */
export const taskStoreKeeping: ContractCase<TaskStore>[] = [
  {
    name: 'create gives a queued task with all its fields, and get gives the same',
    async run(make) {
      const store = await make()
      const input = newTask({ expiresAt: 4_000_000_000_000 })
      const { task, created } = await store.create(input)
      assert.equal(created, true)
      assert.deepEqual(await store.get(task.id), task)
      const { id, owner, source, options, expiresAt } = input
      assert.deepEqual(
        { ...task, createdAt: 0, updatedAt: 0 },
        {
          ...{ id, owner, source, options, expiresAt },
          ...{ version: 1, status: 'queued', warnings: [], cancelRequested: false },
          ...{ fence: 0, starts: 0, createdAt: 0, updatedAt: 0 },
        },
      )
      assert.ok(Math.abs(task.createdAt - Date.now()) < HOUR)
      assert.equal(await store.get('unknown'), null)
    },
  },
  {
    name: 'what comes out are copies: changing them changes nothing inside',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      const task = await got(store, id)
      task.source.name = 'changed'
      task.warnings.push({ code: 'x', message: 'x' })
      const run = await begun(store, id)
      await store.commit(id, run.fence, { checkpoint: done('a', { n: [1] }) })
      run.task.status = 'failed'
      const again = await got(store, id)
      assert.equal(again.source.name, 'a.mp3')
      assert.deepEqual(again.warnings, [])
      assert.equal(again.status, 'running')
    },
  },
  {
    name: 'the same owner and key give the existing task, with another hash idempotency_conflict',
    async run(make) {
      const store = await make()
      const first = await store.create(newTask({ key: 'k' }))
      const again = await store.create(newTask({ key: 'k' }))
      assert.equal(again.created, false)
      assert.equal(again.task.id, first.task.id)
      await assert.rejects(
        store.create(newTask({ key: 'k', inputHash: 'other' })),
        hasCode('idempotency_conflict'),
      )
      const other = await store.create(newTask({ key: 'k', owner: 'other', inputHash: 'other' }))
      assert.equal(other.created, true)
    },
  },
  {
    name: 'fifty creates at once with one key make one task',
    async run(make) {
      const store = await make()
      const made = await Promise.all(
        Array.from({ length: 50 }, () => store.create(newTask({ key: 'k' }))),
      )
      assert.equal(made.filter(({ created }) => created).length, 1)
      assert.equal(new Set(made.map(({ task }) => task.id)).size, 1)
    },
  },
  {
    name: 'a known key is answered even when the quota is used up; a deleted task frees its key',
    async run(make) {
      const store = await make()
      const { id } = await added(store, { key: 'k', maxActive: 1 })
      const again = await store.create(newTask({ key: 'k', maxActive: 1 }))
      assert.equal(again.task.id, id)
      assert.equal(await store.delete(id), true)
      assert.equal((await store.create(newTask({ key: 'k', maxActive: 1 }))).created, true)
    },
  },
  {
    name: 'a hundred creates at once with a quota of five make exactly five; final tasks do not count',
    async run(make) {
      const store = await make()
      const results = await Promise.allSettled(
        Array.from({ length: 100 }, () => store.create(newTask({ maxActive: 5 }))),
      )
      const made = results.flatMap((result) =>
        result.status === 'fulfilled' ? [result.value] : [],
      )
      assert.equal(made.length, 5)
      for (const result of results) {
        if (result.status === 'rejected') assert.ok(hasCode('quota_exceeded')(result.reason))
      }
      const [one] = made
      assert.ok(one)
      await store.requestCancel(one.task.id)
      assert.equal((await store.create(newTask({ maxActive: 5 }))).created, true)
      assert.equal((await store.create(newTask({ owner: 'other', maxActive: 5 }))).created, true)
    },
  },
  {
    name: 'active, where there is one, counts the unfinished tasks of one owner',
    async run(make) {
      const store = await make()
      if (!store.active) return
      const { id } = await added(store)
      await added(store)
      await added(store, { owner: 'other' })
      await store.requestCancel(id)
      assert.equal(await store.active('owner'), 1)
      assert.equal(await store.active('nobody'), 0)
    },
  },
  {
    name: 'a task that is queued again counts for the quota like a new one',
    async run(make) {
      const store = await make()
      const { id } = await added(store)
      await store.requestCancel(id)
      await added(store)
      await assert.rejects(store.requeue(id, { maxActive: 1 }), hasCode('quota_exceeded'))
      assert.equal((await store.get(id))?.status, 'cancelled')
      assert.equal((await store.requeue(id, { maxActive: 2 }))?.status, 'queued')
    },
  },
  {
    name: 'list pages through the tasks of one owner, newest first, each exactly once',
    async run(make) {
      const store = await make()
      const ids: string[] = []
      for (let index = 0; index < 7; index += 1) ids.push((await added(store)).id)
      await added(store, { owner: 'other' })
      const seen: StoredTask[] = []
      let cursor: string | undefined
      let pages = 0
      do {
        const page = await store.list({
          owner: 'owner',
          limit: 3,
          ...(cursor === undefined ? {} : { cursor }),
        })
        assert.ok(page.tasks.length <= 3)
        seen.push(...page.tasks)
        cursor = page.next
        pages += 1
      } while (cursor !== undefined)
      assert.equal(pages, 3)
      assert.deepEqual(seen.map(({ id }) => id).sort(), [...ids].sort())
      const times = seen.map(({ createdAt }) => createdAt)
      assert.deepEqual(
        times,
        [...times].sort((a, b) => b - a),
      )
      await assert.rejects(
        store.list({ owner: 'owner', limit: 3, cursor: 'not a cursor' }),
        hasCode('invalid_request'),
      )
    },
  },
  {
    name: 'watch hints at creation, commit, cancellation and deletion until it is ended',
    async run(make) {
      const store = await make()
      const seen: [string, number][] = []
      const end = store.watch((id, version) => seen.push([id, version]))
      const { id } = await added(store)
      const { fence } = await begun(store, id)
      await store.commit(id, fence, { progress: 0.5 })
      await store.requestCancel(id)
      const { version } = await got(store, id)
      await untilTrue('a hint at the newest version', () =>
        seen.some(([seenId, seenVersion]) => seenId === id && seenVersion >= version),
      )
      const before = seen.length
      await store.delete(id)
      await untilTrue('a hint at the deletion', () => seen.length > before)
      end()
      const count = seen.length
      await added(store)
      await new Promise((resolve) => setTimeout(resolve, 50))
      assert.equal(seen.length, count)
    },
  },
  {
    name: 'check can write',
    async run(make) {
      const store = await make()
      await store.check()
    },
  },
]
