import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSign } from './secret.ts'
import { createLinks } from './signed-url.ts'

const HOUR = 3_600_000
const at = (now: number, secret = 'secret') =>
  createLinks({ sign: createSign(() => secret), now: () => now })
const start = 1_800_000_000_000
const query = (text: string) => new URLSearchParams(text)

describe('signed links', () => {
  it('open what they were signed for, and nothing else', () => {
    const links = at(start)
    const signed = query(links.sign('a', 'media'))
    expect(links.verify('a', 'media', signed)).toBe('valid')
    expect(() => links.verify('b', 'media', signed)).toThrow('not valid')
    expect(() => links.verify('a', 'audio', signed)).toThrow('not valid')
    expect(() => at(start, 'other').verify('a', 'media', signed)).toThrow('not valid')
    expect(links.verify('a', 'media', query('file=audio'))).toBe('missing')
  })

  it('live at least 12 hours and at most 18, and stay the same for a player', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 * HOUR }), (offset) => {
        const now = start + offset
        const signed = query(at(now).sign('a', 'media'))
        expect(at(now + 12 * HOUR - 1000).verify('a', 'media', signed)).toBe('valid')
        expect(() => at(now + 18 * HOUR + 1000).verify('a', 'media', signed)).toThrow('expired')
      }),
    )
    const links = new Set(
      Array.from({ length: 60 }, (_, minute) => at(start + minute * 60_000).sign('a', 'media')),
    )
    expect(links.size).toBeLessThanOrEqual(2)
  })

  it.each(['exp=1', 'sig=x', 'exp=&sig=', 'exp=9e99&sig=x', 'exp=-1&sig=x', 'exp=NaN&sig=NaN'])(
    'refuse %s',
    (text) => {
      expect(() => at(start).verify('a', 'media', query(text))).toThrow('not valid')
    },
  )

  it('refuse a link whose time or signature was changed', () => {
    const links = at(start)
    const signed = query(links.sign('a', 'media'))
    const later = query(signed.toString())
    later.set('exp', String(Number(signed.get('exp')) + 1))
    expect(() => links.verify('a', 'media', later)).toThrow('not valid')
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== signed.get('sig'))
        const forged = query(signed.toString())
        forged.set('sig', text)
        expect(() => links.verify('a', 'media', forged)).toThrow('not valid')
      }),
    )
  })
})
