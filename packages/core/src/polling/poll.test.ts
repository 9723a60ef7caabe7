import { describe, expect, it } from 'vitest'
import { CuekitError, isCuekitError } from '../errors/error.ts'
import { type Look, poll, type PollOptions } from './poll.ts'

/** A clock that only moves when something waits. */
function createClock() {
  let time = 1_000_000
  const waits: number[] = []
  return {
    waits,
    now: () => time,
    advance: (ms: number) => {
      time += ms
    },
    sleep: async (ms: number) => {
      waits.push(Math.round(ms))
      time += ms
    },
  }
}

function run(looks: (() => Look<string>)[], options: Partial<PollOptions<string>> = {}) {
  const clock = createClock()
  const timeouts: number[] = []
  let count = 0
  const work = poll<string>({
    submittedAt: clock.now(),
    deadlineMs: 600_000,
    now: clock.now,
    sleep: clock.sleep,
    random: () => 0.5,
    async look({ timeoutMs }) {
      timeouts.push(Math.round(timeoutMs))
      const next = looks[Math.min(count, looks.length - 1)]
      count += 1
      if (!next) throw new Error('no look')
      return next()
    },
    ...options,
  })
  return { work, clock, timeouts, count: () => count }
}

const pending =
  (fingerprint = 'a', retryAfterMs?: number) =>
  (): Look<string> => ({ done: false, fingerprint, retryAfterMs })
const done = (): Look<string> => ({ done: true, value: 'done' })
const broken =
  (code: ConstructorParameters<typeof CuekitError>[0], options = {}) =>
  () => {
    throw new CuekitError(code, '…', options)
  }
async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason)
  if (!isCuekitError(error)) throw error
  return error.code
}

describe('poll', () => {
  it('looks again sooner after a change', async () => {
    const { work, clock } = run([pending(), pending(), pending(), pending('b'), pending('b'), done])
    expect(await work).toBe('done')
    expect(clock.waits).toEqual([1000, 1500, 2250, 3375, 2000, 3000])
  })

  it('waits as long as the service asks, then goes on where it was', async () => {
    const { work, clock } = run([pending('a', 25_000), pending(), done])
    await work
    expect(clock.waits).toEqual([1000, 25_000, 1500])
  })

  it('outlives nine failures in a row, not ten, and a success clears the count', async () => {
    const nine = Array.from({ length: 9 }, () => broken('upstream_error'))
    const failures: number[] = []
    const survivor = run([...nine, pending(), ...nine, done], {
      onError: ({ consecutive }) => failures.push(consecutive),
    })
    expect(await survivor.work).toBe('done')
    expect(failures).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    const victim = run([broken('upstream_error')])
    expect(await codeOf(victim.work)).toBe('upstream_error')
    expect(victim.count()).toBe(10)
  })

  it('takes half an answer for a passing failure', async () => {
    expect(await run([broken('invalid_response'), done]).work).toBe('done')
  })

  it.each([
    'upstream_authentication',
    'upstream_forbidden',
    'task_failed',
    'insufficient_balance',
  ] as const)('stops at once on %s', async (code) => {
    const { work, count } = run([broken(code)])
    expect([await codeOf(work), count()]).toEqual([code, 1])
  })

  it('knows that a task may not be known for half a minute', async () => {
    const early = run([broken('upstream_not_found'), broken('upstream_not_found'), done])
    expect(await early.work).toBe('done')
    const late = run([broken('upstream_not_found')], { submittedAt: 1_000_000 - 31_000 })
    expect([await codeOf(late.work), late.count()]).toEqual(['upstream_not_found', 1])
  })

  it('bounds the request in flight by half a minute and by what is left', async () => {
    const { work, timeouts, clock } = run([pending()], { deadlineMs: 20_000 })
    expect(await codeOf(work)).toBe('wait_timeout')
    expect(timeouts[0]).toBe(19_000)
    expect(Math.max(...timeouts)).toBeLessThanOrEqual(20_000)
    expect(Math.round(clock.now())).toBe(1_020_000)
    const patient = run([pending(), done], { deadlineMs: null })
    await patient.work
    expect(patient.timeouts).toEqual([30_000, 30_000])
  })

  it('says wait_timeout, not the error of a request cut by the deadline', async () => {
    const clock = createClock()
    const work = poll<string>({
      submittedAt: 0,
      deadlineMs: 5000,
      now: clock.now,
      sleep: clock.sleep,
      async look({ timeoutMs }) {
        clock.advance(timeoutMs)
        throw new CuekitError('total_timeout', '…')
      },
    })
    expect(await codeOf(work)).toBe('wait_timeout')
  })

  it('makes no request when aborted before, and settles at once when aborted in a wait', async () => {
    const before = run([done], { signal: AbortSignal.abort() })
    expect([await codeOf(before.work), before.count()]).toEqual(['aborted', 0])
    const controller = new AbortController()
    const during = poll<string>({
      submittedAt: Date.now(),
      deadlineMs: null,
      signal: controller.signal,
      schedule: () => 3_600_000,
      look: async () => done(),
    })
    setTimeout(() => controller.abort(), 1)
    expect(await codeOf(during)).toBe('aborted')
  })
})
