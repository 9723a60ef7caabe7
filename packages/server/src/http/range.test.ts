import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange } from './range.ts'

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', [0, 0]],
    ['bytes=0-', [0, 99]],
    ['bytes=10-19', [10, 19]],
    ['bytes=90-500', [90, 99]],
    ['bytes=-10', [90, 99]],
    ['bytes=-500', [0, 99]],
    ['Bytes= 5-6 ', [5, 6]],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=100-200', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    [null, 'full'],
    ['', 'full'],
    ['bytes=-', 'full'],
    ['bytes=20-10', 'full'],
    ['bytes=0-1,5-6', 'full'],
    ['items=0-1', 'full'],
    ['bytes=a-b', 'full'],
    ['bytes=0x1-2', 'full'],
    ['bytes=--5', 'full'],
    [`bytes=${'9'.repeat(40)}-`, 'full'],
  ])('reads %s of 100 bytes as %j', (header, expected) => {
    expect(parseRange(header, 100)).toEqual(expected)
  })

  it('has nothing to give of an empty body', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable')
    expect(parseRange('bytes=-5', 0)).toBe('unsatisfiable')
    expect(parseRange(null, 0)).toBe('full')
  })

  it('never leaves the body', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(1000), (text, from, to, size) => {
        for (const header of [text, `bytes=${text}`, `bytes=${from}-${to}`, `bytes=-${to}`]) {
          const range = parseRange(header, size)
          if (typeof range === 'string') continue
          const [start, end] = range
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeGreaterThanOrEqual(start)
          expect(end).toBeLessThan(size)
        }
      }),
    )
  })
})
