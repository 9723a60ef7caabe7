import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatSrtTime, formatVttTime, parseSrtTime, parseVttTime, toMilliseconds } from './time.ts'

describe('formatting a time', () => {
  it('rounds once, to the nearest millisecond, and carries', () => {
    expect(formatSrtTime(59.9996)).toBe('00:01:00,000')
    expect(formatVttTime(3599.9994)).toBe('00:59:59.999')
    expect(formatSrtTime(1.0005)).toBe('00:00:01,001')
  })

  it('goes on beyond 99 hours', () => {
    expect(formatSrtTime(100 * 3600)).toBe('100:00:00,000')
    expect(formatVttTime(1234 * 3600 + 0.5)).toBe('1234:00:00.500')
  })

  it('clamps what no file can say', () => {
    expect([NaN, -1, -Infinity].map(toMilliseconds)).toEqual([0, 0, 0])
    expect(formatVttTime(Infinity)).toBe('99999:59:59.999')
  })
})

describe('parsing a time', () => {
  it('is the inverse of formatting on the grid', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 359_999_999_999 }), (milliseconds) => {
        const seconds = milliseconds / 1000
        expect(parseSrtTime(formatSrtTime(seconds))).toBe(seconds)
        expect(parseVttTime(formatVttTime(seconds))).toBe(seconds)
      }),
    )
  })

  it('reads what SRT files in the wild write', () => {
    const times: [string, number][] = [
      ['00:00:01,500', 1.5],
      ['00:00:01.500', 1.5],
      ['00:00:01:500', 1.5],
      ['0:0:1,5', 1.5],
      ['00:01,500', 1.5],
      ['00:00:01', 1],
      ['00:00:01,', 1],
      [' 00 : 00 : 01 , 500 ', 1.5],
      ['00:00:59,9999', 59.999],
      ['-00:00:01,000', 0],
      ['100:00:00,000', 360_000],
    ]
    for (const [text, seconds] of times) expect(parseSrtTime(text), text).toBe(seconds)
    for (const text of ['', '1', '1,5', 'a:b:c', '00:00:01,000 x', ':01:02']) {
      expect(parseSrtTime(text), text).toBeUndefined()
    }
  })

  it('reads WebVTT as strictly as its specification', () => {
    expect(parseVttTime('00:01.500')).toBe(1.5)
    expect(parseVttTime('100:00:01.500')).toBe(360_001.5)
    const refused = ['00:00:01,500', '0:01.500', '00:00:01.5', '00:60.000', '00:60:00.000']
    for (const text of [
      ...refused,
      '00:00:01',
      '60:00.000',
      '100:00.000',
      '00:00:01.5000',
      ' 00:01.500',
    ]) {
      expect(parseVttTime(text), text).toBeUndefined()
    }
  })
})
