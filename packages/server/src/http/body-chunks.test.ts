import { describe, expect, it } from 'vitest'
import { bodyChunks, declaredLength } from './body-chunks.ts'
import { streamed } from './fixtures/test-server.ts'

const piece = new Uint8Array(10)

describe('bodyChunks', () => {
  it('cancels what was not read, whether the reader stops or the limit does', async () => {
    for (const [maxBytes, expected] of [
      [100, undefined],
      [5, 'payload_too_large'],
    ] as const) {
      let cancelled = 0
      const body = streamed([piece, piece, piece], () => (cancelled += 1))
      const read = async () => {
        for await (const chunk of bodyChunks(body, { maxBytes })) return chunk
        return undefined
      }
      const code = await read().then(
        () => undefined,
        (error: { code: string }) => error.code,
      )
      expect([code, cancelled, body.locked]).toEqual([expected, 1, false])
    }
  })

  it('asks for a chunk only when the last one was taken', async () => {
    let made = 0
    const body = streamed(
      (function* () {
        for (;;) {
          made += 1
          yield piece
        }
      })(),
    )
    const chunks = bodyChunks(body, { maxBytes: 1000 })
    await chunks.next()
    await chunks.next()
    await new Promise((resolve) => setImmediate(resolve))
    expect(made).toBe(2)
    await chunks.return()
  })

  it('never cancels a body in the middle of a read: undici would throw where nobody can catch', async () => {
    let arrive = (_chunk: Uint8Array | undefined): void => {}
    let pulling = false
    const cancels: string[] = []
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          pulling = true
          const chunk = await new Promise<Uint8Array | undefined>((resolve) => (arrive = resolve))
          pulling = false
          if (chunk) controller.enqueue(new Uint8Array(chunk))
          else controller.close()
        },
        cancel: () => void cancels.push(pulling ? 'in a read' : 'between reads'),
      },
      { highWaterMark: 0 },
    )
    const stopped = new AbortController()
    const read = bodyChunks(body, { maxBytes: 100, signal: stopped.signal }).next()
    await new Promise((resolve) => setImmediate(resolve))
    stopped.abort()
    await expect(read).rejects.toMatchObject({ code: 'aborted' })
    // The handler cancels what is unread and not locked.
    expect([cancels, body.locked]).toEqual([[], true])
    arrive(piece)
    await new Promise((resolve) => setImmediate(resolve))
    expect([cancels, body.locked]).toEqual([['between reads'], false])
  })

  it('gives up a body that stands still', async () => {
    const body = new ReadableStream<Uint8Array>({}, { highWaterMark: 0 })
    const read = bodyChunks(body, { maxBytes: 100, pace: { ms: 20, bytes: 1 } }).next()
    await expect(read).rejects.toMatchObject({ code: 'upload_too_slow' })
  })
})

describe('declaredLength', () => {
  it.each([
    ['12', 12],
    ['0', 0],
    ['-1', undefined],
    ['1e3', undefined],
    ['5, 5', undefined],
    ['', undefined],
  ])('reads %j as %s', (value, expected) => {
    expect(declaredLength(new Headers({ 'content-length': value }))).toBe(expected)
  })
})
