import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTaskApi } from './api.ts'
import { streamTask } from './stream.ts'

let body: ReadableStreamDefaultController<Uint8Array>
let aborted: boolean

/** A stream in the hands of the test, so that time can be, too. */
const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
  init?.signal?.addEventListener('abort', () => {
    aborted = true
    body.error(init.signal?.reason)
  })
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      body = controller
    },
  })
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
}

const stop = new AbortController()
const read = (): Promise<boolean> =>
  streamTask(createTaskApi({ fetch: fetch as typeof globalThis.fetch }), {
    id: 't1',
    signal: stop.signal,
    silence: 35_000,
    onOpen: () => {},
    onView: () => {},
  })

beforeEach(() => {
  aborted = false
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('streamTask', () => {
  it('takes 35 seconds without a byte for a dead stream, and lets it go', async () => {
    const result = read()
    await vi.advanceTimersByTimeAsync(34_999)
    expect(aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(aborted).toBe(true)
    expect(await result).toBe(true)
  })

  it('is held open by pings, however quiet the task is', async () => {
    const result = read()
    for (let ping = 0; ping < 20; ping++) {
      await vi.advanceTimersByTimeAsync(15_000)
      body.enqueue(new TextEncoder().encode(': ping\n\n'))
    }
    await vi.advanceTimersByTimeAsync(15_000)
    expect(aborted).toBe(false)
    body.close()
    expect(await result).toBe(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})
