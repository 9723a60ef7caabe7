import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createProgressReader } from './ffmpeg-progress.ts'

async function* chunks(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const block = (us: number | string): string =>
  `bitrate=N/A\nout_time_us=${us}\nout_time_ms=${us}\nout_time=00:00:00.0\nspeed=1x\nprogress=continue\n`

describe('createProgressReader', () => {
  it('reports a growing part of the duration, below 1, however the bytes are cut', async () => {
    const times = fc.array(fc.integer({ min: -1_000_000, max: 30_000_000 }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(times, fc.integer({ min: 1, max: 50 }), async (values, size) => {
        const seen: number[] = []
        const reader = createProgressReader(20, (progress) => seen.push(progress))
        await reader.read(chunks(block('N/A') + values.map(block).join(''), size))
        expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
        expect(seen.every((progress) => progress >= 0 && progress < 1)).toBe(true)
        expect(reader.seconds()).toBe(Math.max(0, ...values) / 1e6)
      }),
    )
  })

  it('is silent without a duration, and still counts the seconds', async () => {
    const reader = createProgressReader(undefined, () => expect.fail('told'))
    await reader.read(chunks(block(4_500_000), 1000))
    expect(reader.seconds()).toBe(4.5)
  })
})
