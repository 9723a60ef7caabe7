import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RawWord } from './raw-transcript.ts'
import { repairWords } from './words.ts'

function repair(raw: RawWord[], bounds = { start: 0, end: 10 }) {
  const estimated: number[] = []
  let dropped = 0
  const words = repairWords(raw, bounds, {
    onDrop: () => {
      dropped += 1
    },
    onEstimate: (index) => estimated.push(index),
  })
  return { words, estimated, dropped }
}
const word = (text: string, start?: number, end?: number): RawWord => ({ text, start, end })
const times = (raw: RawWord[], bounds?: { start: number; end: number }) =>
  repair(raw, bounds).words.map(({ start, end }) => [start, end])

describe('repairWords', () => {
  it('leaves good times exactly as they came, touching and empty words too', () => {
    const raw = [
      word('a', 0.216, 0.316),
      word('b', 0.316, 0.316),
      word('c', 0.317, 3.319999933242798),
    ]
    const { words, estimated } = repair(raw)
    expect(words).toEqual(raw)
    expect(estimated).toEqual([])
  })

  it('shares a gap among untimed words by their length and flags them', () => {
    const { words, estimated } = repair([
      word('paid', 1, 2),
      word('$5'),
      word('million'),
      word('more', 3.8, 4),
    ])
    expect(words.slice(1, 3)).toEqual([
      { text: '$5', start: 2, end: 2.4, estimated: true },
      { text: 'million', start: 2.4, end: 3.8, estimated: true },
    ])
    expect(estimated).toEqual([1, 2])
  })

  it('uses the bounds of the segment before the first and after the last timed word', () => {
    expect(times([word('a'), word('b', 1, 2), word('c')], { start: 0.5, end: 3 })).toEqual([
      [0.5, 1],
      [1, 2],
      [2, 3],
    ])
    expect(times([word('one'), word('two')], { start: 4, end: 6 })).toEqual([
      [4, 5],
      [5, 6],
    ])
  })

  it('distrusts the one word that is out of order, not the many after it', () => {
    const { words, estimated } = repair([
      word('a', 1, 1.5),
      word('b', 300, 301),
      word('c', 2, 2.5),
      word('d', 0.5, 0.9),
      word('e', 3, 3.5),
    ])
    expect(words[2]).toEqual({ text: 'c', start: 2, end: 2.5 })
    expect(words[4]).toEqual({ text: 'e', start: 3, end: 3.5 })
    expect(estimated).toEqual([1, 3])
  })

  it('cuts a word where the next one starts', () => {
    const { words, estimated } = repair([word('a', 1, 2.2), word('b', 2, 3)])
    expect(words[0]).toEqual({ text: 'a', start: 1, end: 2, estimated: true })
    expect(estimated).toEqual([0])
  })

  it('estimates an end that is missing or lies before the start', () => {
    expect(times([word('a', 1), word('b', 2, 3)])).toEqual([
      [1, 2],
      [2, 3],
    ])
    expect(times([word('a', 1, 1.5), word('b', 5, 4), word('c', 6, 7)])).toEqual([
      [1, 1.5],
      [5, 6],
      [6, 7],
    ])
  })

  it('keeps single characters, trims spaces, clamps confidence, drops what has no text', () => {
    const { words, dropped } = repair([
      { text: '你', start: 0, end: 0.2, confidence: 1.2 },
      { text: ' 好 ', start: 0.2, end: 0.4, confidence: -0.1, speaker: 'A' },
      { text: '  ' },
      {},
    ])
    expect(words).toEqual([
      { text: '你', start: 0, end: 0.2, confidence: 1 },
      { text: '好', start: 0.2, end: 0.4, confidence: 0, speaker: 'A' },
    ])
    expect(dropped).toBe(2)
  })

  it('always gives ordered words that do not overlap, and flags every time it made up', () => {
    const time = fc.option(fc.double({ min: 0, max: 12, noNaN: true }), { nil: undefined })
    const raw = fc.array(
      fc.record({ text: fc.string({ minLength: 1, maxLength: 8 }), start: time, end: time }),
      {
        maxLength: 30,
      },
    )
    fc.assert(
      fc.property(raw, (list) => {
        const { words, dropped, estimated } = repair(list, { start: 1, end: 9 })
        expect(words.length + dropped).toBe(list.length)
        expect(estimated.length).toBe(words.filter((one) => one.estimated).length)
        for (const [index, { start, end, estimated: madeUp }] of words.entries()) {
          expect(end).toBeGreaterThanOrEqual(start)
          expect(start).toBeGreaterThanOrEqual(words[index - 1]?.end ?? 0)
          if (!madeUp) expect(list).toContainEqual(expect.objectContaining({ start, end }))
        }
      }),
      { numRuns: 500 },
    )
  })

  it('repairs nine thousand untimed words in no time that grows with their square', () => {
    const { words } = repair(Array.from({ length: 9000 }, (_, index) => word(`w${index}`)))
    expect(words.at(-1)?.end).toBe(10)
  })
})
