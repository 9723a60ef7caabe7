import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TaskQueue } from '../ports/task-queue.ts'
import type { ContractCase } from './contract-case.ts'
import { untilTrue } from './until-true.ts'

/** A queue makes no promise of exactly one run per wake, so the cases count what has to happen and what must never. */
export const taskQueueContract: ContractCase<TaskQueue>[] = [
  {
    name: 'wakes a worker, also for what was woken before it came',
    async run(make) {
      const queue = await make()
      const runs: string[] = []
      await queue.wake('early')
      const worker = await queue.work(
        async (id) => {
          runs.push(id)
          return {}
        },
        { concurrency: 2 },
      )
      await queue.wake('late')
      await untilTrue('both ran', () => runs.includes('early') && runs.includes('late'))
      await worker.stop(1000)
    },
  },
  {
    name: 'a run that asks for it runs again, not before its time',
    async run(make) {
      const queue = await make()
      const times: number[] = []
      const worker = await queue.work(
        async () => {
          times.push(Date.now())
          return times.length < 3 ? { again: Date.now() + 200 } : {}
        },
        { concurrency: 1 },
      )
      await queue.wake('a')
      await untilTrue('three runs', () => times.length >= 3)
      const [first = 0, second = 0] = times
      // Timers may fire a little early.
      assert.ok(second - first >= 190, `it ran again after ${second - first} ms`)
      await worker.stop(1000)
    },
  },
  {
    name: 'a wake keeps the earliest time: a later one does not push it back, an earlier one pulls it forward',
    async run(make) {
      const queue = await make()
      const runs: string[] = []
      const worker = await queue.work(
        async (id) => {
          runs.push(id)
          return {}
        },
        { concurrency: 2 },
      )
      await queue.wake('a', Date.now() + 3_600_000)
      await queue.wake('b', Date.now() + 50)
      await queue.wake('b', Date.now() + 3_600_000)
      await untilTrue('b ran', () => runs.includes('b'))
      assert.equal(runs.includes('a'), false)
      await queue.wake('a')
      await untilTrue('a ran', () => runs.includes('a'))
      await worker.stop(1000)
    },
  },
  {
    name: 'a task never runs twice at once, and a wake that comes while it runs is not lost',
    async run(make) {
      const queue = await make()
      let running = 0
      let most = 0
      let runs = 0
      const run = async () => {
        running += 1
        runs += 1
        most = Math.max(most, running)
        await sleep(100)
        running -= 1
        return {}
      }
      const workers = await Promise.all([
        queue.work(run, { concurrency: 4 }),
        queue.work(run, { concurrency: 4 }),
      ])
      await queue.wake('a')
      await untilTrue('it runs', () => running === 1)
      for (let index = 0; index < 10; index += 1) await queue.wake('a')
      await untilTrue('it ran again', () => runs >= 2 && running === 0)
      assert.equal(most, 1)
      await Promise.all(workers.map((worker) => worker.stop(1000)))
    },
  },
  {
    name: 'runs as many at once as it may, never more, and all in the end',
    async run(make) {
      const queue = await make()
      let running = 0
      let most = 0
      const ended = new Set<string>()
      const worker = await queue.work(
        async (id) => {
          running += 1
          most = Math.max(most, running)
          await sleep(30)
          running -= 1
          ended.add(id)
          return {}
        },
        { concurrency: 3 },
      )
      await Promise.all(Array.from({ length: 20 }, (_, index) => queue.wake(`t${index}`)))
      await untilTrue('all ended', () => ended.size === 20)
      assert.equal(most, 3)
      await worker.stop(1000)
    },
  },
  {
    name: 'a run that throws stops neither the others nor the worker',
    async run(make) {
      const queue = await make()
      const ended = new Set<string>()
      const worker = await queue.work(
        async (id) => {
          if (id === 'bad') throw new Error('on purpose')
          ended.add(id)
          return {}
        },
        { concurrency: 1 },
      )
      await queue.wake('bad')
      await queue.wake('good')
      await untilTrue('the good one ran', () => ended.has('good'))
      await worker.stop(1000)
    },
  },
  {
    name: 'stop takes nothing new, lets runs end within the grace and aborts them after it',
    async run(make) {
      const queue = await make()
      const ended: string[] = []
      const run = async (id: string, signal: AbortSignal) => {
        const length = id === 'long' ? 60_000 : 100
        const aborted = await sleep(length, false, { signal }).catch(() => true)
        ended.push(aborted ? `${id} aborted` : id)
        return {}
      }
      const worker = await queue.work(run, { concurrency: 2 })
      let started = 0
      const counting = await queue.work(
        async () => {
          started += 1
          return {}
        },
        { concurrency: 1 },
      )
      await counting.stop(0)
      await queue.wake('short')
      await queue.wake('long')
      await sleep(30)
      await worker.stop(1000)
      assert.deepEqual(ended, ['short', 'long aborted'])
      await queue.wake('after')
      await sleep(100)
      assert.deepEqual([started, ended.length], [0, 2])
    },
  },
  {
    name: 'what a stopped worker left undone, the next one does',
    async run(make) {
      const queue = await make()
      const first = await queue.work(async () => ({ again: Date.now() }), { concurrency: 1 })
      await queue.wake('a')
      await first.stop(1000)
      let ran = false
      const second = await queue.work(
        async () => {
          ran = true
          return {}
        },
        { concurrency: 1 },
      )
      await untilTrue('the next worker ran it', () => ran)
      await second.stop(1000)
    },
  },
  {
    name: 'check passes',
    async run(make) {
      const queue = await make()
      await queue.check()
    },
  },
]
