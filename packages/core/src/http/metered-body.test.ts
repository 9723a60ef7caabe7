import { describe, expect, it } from 'vitest'
import { meterBody } from './metered-body.ts'

const signal = new AbortController().signal
const body = (...chunks: unknown[]) => ({
  type: 'audio/mpeg',
  replayable: false,
  async *open() {
    yield* chunks as Uint8Array[]
  },
})

describe('meterBody', () => {
  it('tells that something left before the transport asks for more', async () => {
    const steps: string[] = []
    const { body: metered } = meterBody(body(new Uint8Array(3)), {
      signal,
      onStep: ({ sent }) => steps.push(sent),
    })
    const chunks = metered.open()[Symbol.asyncIterator]()
    await chunks.next()
    expect(steps).toEqual(['nothing', 'partial'])
    await chunks.next()
    expect(steps.at(-1)).toBe('all')
  })

  it.each([['text'], [5], [null]])('refuses a stream that gives %j', async (chunk) => {
    const { body: metered, meter } = meterBody(body(chunk), { signal, onStep: () => {} })
    await expect(metered.open()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'invalid_option',
    })
    expect([meter.failure?.code, meter.sent]).toEqual(['invalid_option', 'nothing'])
  })
})
