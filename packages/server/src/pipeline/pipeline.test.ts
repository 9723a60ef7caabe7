import { setTimeout as sleep } from 'node:timers/promises'
import { CuekitError } from '@cuekit/core'
import { describe, expect, it } from 'vitest'
import { dyingStore } from '../fixtures/dying-store.ts'
import { fakeEngine, transcript } from '../fixtures/fake-engine.ts'
import { fakeRemoteEngine } from '../fixtures/fake-remote-engine.ts'
import { openServer } from '../fixtures/open-server.ts'
import { until } from '../fixtures/until.ts'
import { wave, waveBytes } from '../fixtures/wave.ts'
import { memoryStore } from '../memory/store.ts'

const steps = (events: { type: string; step?: string }[]) =>
  events.filter(({ type }) => type === 'step_started').map(({ step }) => step)

describe('the pipeline', () => {
  it('runs the steps in order and keeps what they found out', async () => {
    const engine = fakeEngine()
    const server = await openServer({ engine })
    const id = await server.add({ language: 'EN', prompt: 'names' })
    const task = await server.finish(id)
    expect(task).toMatchObject({
      status: 'succeeded',
      language: 'en',
      source: { duration: 1 },
      transcript: { text: 'two words', duration: 1 },
    })
    expect(steps(server.events)).toEqual(['ingest', 'extract-audio', 'transcribe'])
    expect(engine.calls).toHaveLength(1)
    expect(engine.calls[0]).toMatchObject({
      bytes: waveBytes(1),
      source: { name: 'talk.wav', type: 'audio/wav', bytes: waveBytes(1), duration: 1 },
      options: { language: 'en', prompt: 'names' },
    })
  })

  it('tries a retryable failure again by re-queue, five times, then fails with its code', async () => {
    let calls = 0
    const engine = fakeEngine({
      hear: async () => {
        calls += 1
        throw new CuekitError('no_channel', 'Busy.')
      },
    })
    const server = await openServer({ engine })
    const id = await server.add()
    const { again } = await server.run(id, new AbortController().signal)
    expect(again).toBeGreaterThan(0)
    expect(await server.tasks.get(id)).toMatchObject({ status: 'waiting', runAt: again })
    const task = await server.finish(id)
    expect(calls).toBe(6)
    expect(task).toMatchObject({
      status: 'failed',
      step: 'transcribe',
      error: { code: 'no_channel' },
    })
    expect(steps(server.events).filter((step) => step === 'ingest')).toHaveLength(1)
  })

  it('waits as long as the service asks for, but not for ever', async () => {
    for (const [retryAfterMs, expected] of [
      [40_000, 40_000],
      [31_536_000_000, 300_000],
    ] as const) {
      const engine = fakeEngine({
        hear: async () => {
          throw new CuekitError('rate_limited', 'Slow down.', { retryAfterMs })
        },
      })
      const server = await openServer({ engine, clock: () => 1_000_000 })
      const id = await server.add()
      const { again } = await server.run(id, new AbortController().signal)
      expect(again).toBe(1_000_000 + expected)
    }
  })

  it('does not begin a run that comes too early', async () => {
    const engine = fakeRemoteEngine()
    const server = await openServer({ engine, timing: { pollMs: 60_000, maxPollMs: 60_000 } })
    const id = await server.add()
    const first = await server.run(id, new AbortController().signal)
    expect(await server.run(id, new AbortController().signal)).toEqual(first)
    expect(engine.polled).toHaveLength(0)
  })

  it('fails at once for what a repetition cannot help, and a retry goes on at the failed step', async () => {
    let broken = true
    const engine = fakeEngine({
      hear: async () => {
        if (broken) throw new CuekitError('upstream_authentication', 'The key is wrong.')
        return transcript()
      },
    })
    const server = await openServer({ engine })
    const id = await server.add()
    expect(await server.finish(id)).toMatchObject({
      status: 'failed',
      error: { code: 'upstream_authentication', message: 'The key is wrong.', retryable: false },
    })
    broken = false
    await server.tasks.retry(id)
    server.events.length = 0
    const task = await server.finish(id)
    expect(task.status).toBe('succeeded')
    expect(task).not.toHaveProperty('error')
    expect(steps(server.events)).toEqual(['transcribe'])
  })

  it('keeps what an unknown error says away from the task', async () => {
    const engine = fakeEngine({
      hear: async () => {
        throw new Error('ENOENT: /srv/secret/file')
      },
    })
    const logged: unknown[] = []
    const logger = {
      ...{ debug() {}, info() {}, warn() {} },
      error: (_message: string, details?: object) => logged.push(details),
    }
    const server = await openServer({ engine, logger })
    const task = await server.finish(await server.add())
    expect(task.error).toMatchObject({ code: 'internal', retryable: false })
    expect(JSON.stringify(task)).not.toContain('secret')
    expect(logged).toHaveLength(1)
  })

  it('writes progress seldom, growing and only as measured', async () => {
    const store = memoryStore()
    const written: number[] = []
    const engine = fakeEngine({
      hear: async (_source, { onEvent }) => {
        onEvent?.({ type: 'upload', sent: 50, total: 100 })
        for (const progress of [0.1, 0.104, 0.05, 0.3, Number.NaN, 0.7, 2]) {
          onEvent?.({ type: 'progress', progress })
        }
        await sleep(200)
        return transcript()
      },
    })
    const server = await openServer({
      engine,
      timing: { progressMs: 50 },
      ports: {
        store: {
          ...store,
          commit(id, fence, change) {
            if (typeof change.progress === 'number') written.push(change.progress)
            return store.commit(id, fence, change)
          },
        },
      },
    })
    const task = await server.finish(await server.add())
    expect(written).toEqual([0.1, 1])
    expect(task).not.toHaveProperty('progress')
  })

  it('beats while a step is silent', async () => {
    const engine = fakeEngine({
      hear: async () => {
        await sleep(150)
        return transcript()
      },
    })
    const store = memoryStore()
    let beats = 0
    const server = await openServer({
      engine,
      timing: { heartbeatMs: 20 },
      ports: {
        store: {
          ...store,
          commit(id, fence, change) {
            if (Object.keys(change).length === 0) beats += 1
            return store.commit(id, fence, change)
          },
        },
      },
    })
    await server.finish(await server.add())
    expect(beats).toBeGreaterThanOrEqual(2)
  })

  it('aborts the step when its owner cancels', async () => {
    const aborted: unknown[] = []
    const engine = fakeEngine({
      hear: (_source, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            aborted.push(signal.reason)
            reject(new Error('aborted'))
          })
        }),
    })
    const server = await openServer({ engine })
    const id = await server.add()
    const finished = server.finish(id)
    await until(() => engine.calls.length === 1)
    expect(await server.tasks.cancel(id)).toMatchObject({ cancelRequested: true })
    expect(await finished).toMatchObject({ status: 'cancelled' })
    expect(aborted).toHaveLength(1)
  })

  it('cancels also when the engine does not listen, and drops what it says later', async () => {
    let answer: (value: ReturnType<typeof transcript>) => void = () => {}
    const engine = fakeEngine({ hear: () => new Promise((resolve) => (answer = resolve)) })
    const server = await openServer({ engine })
    const id = await server.add()
    const finished = server.finish(id)
    await until(() => engine.calls.length === 1)
    await server.tasks.cancel(id)
    expect((await finished).status).toBe('cancelled')
    answer(transcript())
    await sleep(20)
    expect(await server.tasks.get(id)).not.toHaveProperty('transcript')
  })

  it('stops silently when another run took over, and the newer one wins', async () => {
    let calls = 0
    const engine = fakeEngine({
      hear: async (_source, { signal }) => {
        calls += 1
        if (calls > 1) return transcript('the second run')
        await new Promise((resolve) => signal?.addEventListener('abort', resolve))
        return transcript('the first run')
      },
    })
    const server = await openServer({ engine })
    const id = await server.add()
    const first = server.run(id, new AbortController().signal)
    await until(() => calls === 1)
    await server.finish(id)
    expect(await first).toEqual({})
    expect((await server.tasks.get(id)).transcript?.text).toBe('the second run')
    expect(server.events.filter(({ type }) => type === 'run_lost')).toHaveLength(1)
    expect(server.events.filter(({ type }) => type === 'task_ended')).toHaveLength(1)
  })

  it('puts a task back when the worker stops, without counting it as a crash', async () => {
    const engine = fakeEngine({ hear: () => new Promise(() => {}) })
    const server = await openServer({ engine })
    const id = await server.add()
    for (let restart = 1; restart <= 8; restart += 1) {
      const stop = new AbortController()
      const run = server.run(id, stop.signal)
      await until(() => engine.calls.length === restart)
      stop.abort()
      expect((await run).again).toBeGreaterThan(0)
      expect(await server.tasks.get(id)).toMatchObject({ status: 'waiting', starts: 0 })
    }
  })

  it('is over only when its step has let go, so that a stopped worker leaves nothing behind', async () => {
    for (const how of ['stop', 'cancel', 'delete'] as const) {
      let left = false
      const engine = fakeEngine({
        hear: async (_source, { signal }) => {
          await new Promise((resolve) => signal?.addEventListener('abort', resolve))
          await sleep(30)
          left = true
          throw new Error('killed')
        },
      })
      const server = await openServer({ engine, timing: { letGoMs: 5000 } })
      const id = await server.add()
      const stop = new AbortController()
      const run = server.run(id, stop.signal)
      await until(() => engine.calls.length === 1)
      if (how === 'stop') stop.abort()
      else await server.tasks[how](id)
      await run
      expect([how, left]).toEqual([how, true])
    }
  })

  it("logs the cause of a fault that is not the media's", async () => {
    const logged: object[] = []
    const log = (_message: string, details?: object) => void logged.push(details ?? {})
    const logger = { debug() {}, info() {}, warn() {}, error: log }
    const error = new CuekitError('program_failed', 'See the log.', { cause: new Error('why') })
    const engine = fakeEngine({ hear: () => Promise.reject(error) })
    const server = await openServer({ engine, logger })
    await server.finish(await server.add())
    expect(logged).toMatchObject([{ error: { cause: { message: 'why' } } }])
  })

  it('gives a task up that took its worker down five times', async () => {
    const store = memoryStore()
    const server = await openServer({ ports: { store } })
    const id = await server.add()
    for (let crash = 0; crash < 5; crash += 1) await store.begin(id)
    const task = await server.finish(id)
    expect(task).toMatchObject({
      status: 'failed',
      error: { code: 'crash_loop', retryable: false },
    })
    expect(task.error?.message).toContain('5 times')
  })

  it('leaves nothing of a task that is deleted while it runs', async () => {
    const engine = fakeEngine({ hear: () => new Promise(() => {}) })
    const server = await openServer({ engine })
    const id = await server.add()
    const run = server.run(id, new AbortController().signal)
    await until(() => engine.calls.length === 1)
    await server.tasks.delete(id)
    expect(await run).toEqual({})
    await expect(server.tasks.get(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await server.ports.blobs.stat(`${id}/source.wav`)).toBeNull()
  })

  it('keeps a result through a store that fails for a moment', async () => {
    const store = memoryStore()
    let failures = 2
    const engine = fakeEngine()
    const server = await openServer({
      engine,
      ports: {
        store: {
          ...store,
          async commit(id, fence, change) {
            if (change.transcript && failures > 0) {
              failures -= 1
              throw new CuekitError('storage_full', 'Full.')
            }
            return store.commit(id, fence, change)
          },
        },
      },
    })
    expect((await server.finish(await server.add())).status).toBe('succeeded')
    expect(engine.calls).toHaveLength(1)
  })

  // Some fifty runs of ffprobe.
  it(
    'goes on after a kill at any write, without repeating a finished step',
    { timeout: 60_000 },
    async () => {
      for (let at = 0, over = false; !over; at += 1) {
        for (const applied of [false, true]) {
          const store = memoryStore()
          const engine = fakeRemoteEngine()
          const dying = dyingStore(store, { at, applied })
          const first = await openServer({ engine, ports: { store: dying.store } })
          const id = await first.add()
          const change = await Promise.race([first.finish(id), dying.dead])
          over = 'owner' in change
          if (over) {
            // Two writes for each of two steps, then intent, submitted, two polls, done, succeeded.
            expect(at).toBe(11)
            break
          }
          const records = (await store.begin(id))?.steps ?? []
          const done = records.filter(({ state }) => state === 'done').map(({ name }) => name)
          const remote = records.find(({ name }) => name === 'transcribe')?.value
          const inTheWindow = (remote as { submitting?: true } | undefined)?.submitting === true

          const second = await openServer({ engine, ports: { store, blobs: first.ports.blobs } })
          const task = await second.finish(id)
          const about = `killed ${applied ? 'after' : 'before'} write ${at}: ${JSON.stringify(change)}`
          expect(task.status, about).toBe('succeeded')
          for (const step of done) expect(steps(second.events), about).not.toContain(step)
          expect(engine.submits.length, about).toBeLessThanOrEqual(inTheWindow ? 2 : 1)
          expect(
            task.warnings.map(({ code }) => code),
            about,
          ).toEqual(inTheWindow ? ['possible_duplicate'] : [])
          // Polled only on the host that took it.
          expect(task.transcript?.text).toBe(
            `heard by https://host-${engine.submits.length}.example`,
          )
        }
      }
    },
  )

  it('reads an upload of any length again from the blobs', async () => {
    const engine = fakeEngine()
    const server = await openServer({ engine })
    const id = await server.add({ source: { body: wave({ seconds: 30 }), name: 'long.wav' } })
    await server.finish(id)
    expect(engine.calls[0]?.bytes).toBe(waveBytes(30))
  })
})
