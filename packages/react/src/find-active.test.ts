import { describe, expect, it } from 'vitest'
import { createActiveSearch } from './find-active.ts'

describe('createActiveSearch', () => {
  it('finds what is there, from its start until before its end', () => {
    const find = createActiveSearch([
      { start: 1, end: 2 },
      { start: 2, end: 3 },
      { start: 5, end: 6 },
    ])
    expect([0, 1, 1.99, 2, 2.5, 3, 4.9, 5, 6, 99].map(find)).toEqual([
      -1, 0, 0, 1, 1, -1, -1, 2, -1, -1,
    ])
    expect(createActiveSearch([])(1)).toBe(-1)
  })

  it('agrees with a plain search on random overlapping times', () => {
    // A small generator of our own, so that a failure can be repeated.
    let seed = 7
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let round = 0; round < 200; round++) {
      const things = Array.from({ length: random(30) }, () => {
        const start = random(50)
        return { start, end: start + random(12) }
      }).sort((a, b) => a.start - b.start)
      const find = createActiveSearch(things)
      for (let time = -1; time < 65; time++) {
        const plain = things.findLastIndex(({ start, end }) => start <= time && time < end)
        expect(find(time)).toBe(plain)
      }
    }
  })
})
