import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventReader, type ServerEvent } from './event-stream.ts'

const read = (...pieces: string[]): ServerEvent[] => {
  const reader = createEventReader()
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()]
}

describe('createEventReader', () => {
  it('reads names and data, and passes over comments, ids and fields nobody knows', () => {
    const text =
      ': hi\n\nevent: error\nid: 1\nretry: 5\ndata: a\ndata:b\ndata\nx: y\n\ndata:  c\n\n'
    expect(read(text)).toEqual([
      { event: 'error', data: 'a\nb\n' },
      { event: 'message', data: ' c' },
    ])
  })

  it('takes a byte order mark, and a last event without an empty line', () => {
    expect(read('\ufeffdata: a\n\ndata: b')).toEqual([
      { event: 'message', data: 'a' },
      { event: 'message', data: 'b' },
    ])
  })

  it('gives the same events however the text is cut and whatever ends its lines', () => {
    const line = fc
      .tuple(fc.constantFrom('data: ', 'data:', ': ', 'event: ', 'id: '), fc.string())
      .map(([field, value]) => field + value.replaceAll(/[\r\n\ufeff]/g, ''))
    fc.assert(
      fc.property(
        fc.array(fc.oneof(line, fc.constant('')), { maxLength: 20 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(200)),
        (lines, ending, cuts) => {
          const text = lines.map((each) => each + ending).join('')
          const places = [0, ...cuts.toSorted((a, b) => a - b), text.length]
          const pieces = places.slice(1).map((to, at) => text.slice(places[at], to))
          expect(read(...pieces)).toEqual(read(lines.map((each) => `${each}\n`).join('')))
        },
      ),
    )
  })
})
