import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const after = (ms: number, bytes: number): Promise<{ value: Uint8Array }> =>
  new Promise((resolve) => setTimeout(() => resolve({ value: new Uint8Array(bytes) }), ms))

async function send(bytesPerRead: number, everyMs: number, reads: number) {
  const waitFor = createPace()
  const all = (async () => {
    for (let read = 0; read < reads; read += 1) await waitFor(after(everyMs, bytesPerRead))
  })()
  const ended = all.then(
    () => 'complete',
    (error: { code: string }) => error.code,
  )
  await vi.advanceTimersByTimeAsync(everyMs * reads + 1)
  return ended
}

describe('createPace', () => {
  it.each([
    ['a byte per second', 1, 1000, 200, 'upload_too_slow'],
    ['64 kB, then nothing for two minutes', 64_000, 130_000, 2, 'upload_too_slow'],
    ['2 kB/s', 2000, 1000, 200, 'complete'],
    ['a few bytes that are soon complete', 1, 1000, 30, 'complete'],
    ['a pause of half a minute between good chunks', 64_000, 30_000, 10, 'complete'],
  ])('%s', async (_name, bytes, everyMs, reads, expected) => {
    expect(await send(bytes, everyMs, reads)).toBe(expected)
  })

  it('does not count the time in which nobody reads', async () => {
    const waitFor = createPace()
    for (let read = 0; read < 3; read += 1) {
      await waitFor(Promise.resolve({ value: new Uint8Array(1) }))
      await vi.advanceTimersByTimeAsync(120_000)
    }
    expect(vi.getTimerCount()).toBe(0)
  })
})
