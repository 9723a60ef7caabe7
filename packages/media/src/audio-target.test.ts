import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { audioRate, audioTarget } from './audio-target.ts'

const ogg = audioTarget('any')
const MIB = 1024 * 1024

describe('audioRate', () => {
  it('keeps two hours at 24 kbit/s within 25 MiB and lowers four', () => {
    const rate = (hours: number): number | undefined =>
      ogg && audioRate(ogg, { duration: hours * 3600, maxBytes: 25 * MIB })
    expect([rate(1), rate(2), rate(2.5), rate(3), rate(4)]).toEqual([
      24000, 24000, 20000, 16000, 16000,
    ])
  })

  it('never chooses more than fits while a lower rate is left', () => {
    const target = fc
      .constantFrom('ogg', 'webm', 'mp3', 'm4a')
      .map((format) => audioTarget([format]))
    fc.assert(
      fc.property(
        target,
        fc.integer({ min: 1, max: 1e5 }),
        fc.integer({ min: 1000, max: 1e9 }),
        (to, duration, maxBytes) => {
          const rate = to && audioRate(to, { duration, maxBytes })
          expect(to?.rates).toContain(rate)
          const fits = ((rate ?? 0) / 8) * duration <= maxBytes
          expect(fits || rate === to?.rates.at(-1)).toBe(true)
        },
      ),
    )
  })

  it('takes the lowest rate when the length is not known, and the best without a limit', () => {
    expect(ogg && audioRate(ogg, { maxBytes: MIB })).toBe(16000)
    expect(ogg && audioRate(ogg, { duration: 1e6 })).toBe(24000)
  })

  it('leaves lossless audio to its codec', () => {
    const wav = audioTarget(['wav'])
    expect(wav && audioRate(wav, { duration: 10, maxBytes: 10 })).toBeUndefined()
  })
})
