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
