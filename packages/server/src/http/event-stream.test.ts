import { afterEach, describe, expect, it } from 'vitest'
import { eventStream, type EventStreamOptions } from './event-stream.ts'

const NEVER = 2 ** 30
const times = { pingMs: NEVER, gapMs: 0, pollMs: NEVER, closeMs: NEVER, authorizeMs: NEVER }

/** A stream over a counter that the test moves on. */
function counter(changes: Partial<EventStreamOptions> & { last?: number } = {}) {
  const { last = NEVER, ...options } = changes
  const client = new AbortController()
  const log = { reads: 0, ends: [] as unknown[], subscribed: 0 }
  let value = 1
  let sent = 0
  let wake = () => {}
  const body = eventStream({
    signal: client.signal,
    times,
    async read() {
      log.reads += 1
      const frames = value > sent ? [{ id: String(value), data: { value } }] : []
      sent = value
      return { frames, last: value >= last }
    },
    subscribe(callback) {
      log.subscribed += 1
      wake = callback
      return () => {
        log.subscribed -= 1
      }
    },
    stillAllowed: async () => true,
    onEnd: (error) => log.ends.push(error),
    ...options,
  })
  const reader = body.getReader()
  readers.push(reader)
  return {
    client,
    log,
    reader,
    next: async () => new TextDecoder().decode((await reader.read()).value),
    set(to: number) {
      value = to
      wake()
    },
    /** Changes without a hint. */
    slip(to: number) {
      value = to
    },
  }
}

const readers: ReadableStreamDefaultReader[] = []
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.cancel()
})

describe('eventStream', () => {
  it('begins with the retry time and the current state, then sends each change', async () => {
    const { next, set } = counter()
    expect(await next()).toBe('retry: 1000\n\n')
    expect(await next()).toBe('id: 1\ndata: {"value":1}\n\n')
    const second = next()
    set(2)
    expect(await second).toBe('id: 2\ndata: {"value":2}\n\n')
  })

  it('gives a slow reader the newest state only', async () => {
    const { next, set, log } = counter()
    await next()
    await next()
    for (let value = 2; value <= 100; value++) {
      set(value)
      await new Promise((resolve) => setImmediate(resolve))
    }
    // One frame was made ahead, when there was room for it.
    expect(log.reads).toBeLessThanOrEqual(3)
    const frames = [await next(), await next()].join('')
    expect(frames).toContain('id: 100\n')
    expect(frames.match(/id:/g)?.length).toBeLessThanOrEqual(2)
  })

  it('sends changes no closer than the gap', async () => {
    const { next, set } = counter({ times: { ...times, gapMs: 60 } })
    await next()
    const started = performance.now()
    await next()
    const second = next()
    for (let value = 2; value <= 9; value++) set(value)
    expect(await second).toContain('id: 9\n')
    expect(performance.now() - started).toBeGreaterThanOrEqual(55)
  })

  it('finds a change nobody told it of', async () => {
    const { next, slip } = counter({ times: { ...times, pollMs: 5 } })
    await next()
    await next()
    slip(2)
    expect(await next()).toContain('id: 2\n')
  })

  it('ends after the last state and lets go of everything', async () => {
    const { next, reader, log } = counter({ last: 1 })
    await next()
    expect(await next()).toContain('id: 1\n')
    expect((await reader.read()).done).toBe(true)
    expect([log.subscribed, log.ends]).toEqual([0, [undefined]])
  })

  it('pings while nothing happens', async () => {
    const { next } = counter({ times: { ...times, pingMs: 5 } })
    await next()
    await next()
    expect([await next(), await next()]).toEqual([': ping\n\n', ': ping\n\n'])
  })

  it('closes itself in time, so that the client comes back before the platform cuts it', async () => {
    const { next, reader, log } = counter({ times: { ...times, closeMs: 20 } })
    await next()
    await next()
    expect((await reader.read()).done).toBe(true)
    expect([log.subscribed, log.ends]).toEqual([0, [undefined]])
  })

  it('lets go of everything when the reader cancels, and when the client leaves', async () => {
    const cancelled = counter()
    await cancelled.next()
    await cancelled.reader.cancel()
    const left = counter()
    await left.next()
    await left.next()
    const waiting = left.reader.read()
    left.client.abort()
    expect((await waiting).done).toBe(true)
    for (const { log } of [cancelled, left]) {
      expect([log.subscribed, log.ends]).toEqual([0, [undefined]])
    }
  })

  it('leaves no timer behind', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    const { next, reader } = counter()
    await next()
    await next()
    const waiting = reader.read()
    // Until it waits for a change.
    await new Promise((resolve) => setImmediate(resolve))
    expect(timers()).toBeGreaterThan(before)
    await reader.cancel()
    await waiting
    expect(timers()).toBe(before)
  })

  it('ends at once for a client that has left before', async () => {
    const { log } = counter({ signal: AbortSignal.abort() })
    expect([log.subscribed, log.ends, log.reads]).toEqual([0, [undefined], 0])
  })

  it('ends when the owner may not read any more, and when asking fails', async () => {
    const failure = new Error('no database')
    for (const [stillAllowed, error] of [
      [async () => false, undefined],
      [async () => Promise.reject(failure), failure],
    ] as const) {
      const { next, reader, log } = counter({ stillAllowed, times: { ...times, authorizeMs: 5 } })
      await next()
      await next()
      expect((await reader.read()).done).toBe(true)
      expect(log.ends).toEqual([error])
    }
  })

  it('ends and tells of it when the state cannot be read', async () => {
    const failure = new Error('disk')
    const { next, reader, log } = counter({ read: () => Promise.reject(failure) })
    await next()
    expect((await reader.read()).done).toBe(true)
    expect([log.subscribed, log.ends]).toEqual([0, [failure]])
  })
})
