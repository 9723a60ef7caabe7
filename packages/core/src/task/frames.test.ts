import { describe, expect, it } from 'vitest'
import { createFrameParser } from './frames.ts'

function parse(...pieces: string[]): string[] {
  const frames: string[] = []
  const push = createFrameParser((data) => frames.push(data))
  for (const piece of pieces) push(piece)
  return frames
}

const stream =
  ': ping\r\n\r\nid: 1\ndata: {"a":1}\n\n:\n\nid:2\r\ndata:x\r\ndata:  y\r\n\r\ndata:\n\n'
const frames = ['{"a":1}', 'x\n y', '']

describe('createFrameParser', () => {
  it('reads comments, both line ends and several data lines', () => {
    expect(parse(stream)).toEqual(frames)
  })

  it('reads the same wherever the stream is cut in two', () => {
    for (let at = 0; at <= stream.length; at++) {
      expect(parse(stream.slice(0, at), stream.slice(at))).toEqual(frames)
    }
  })

  it('reads the same character by character, with every line end as CRLF', () => {
    expect(parse(...stream.replaceAll(/\r?\n/g, '\r\n'))).toEqual(frames)
  })

  it('keeps characters that only JavaScript once took for line ends', () => {
    expect(parse('data: a\u2028b\ndatabase: no\n\n')).toEqual(['a\u2028b'])
  })

  it('keeps a frame to itself until its blank line has come', () => {
    expect(parse('data: half\n')).toEqual([])
    expect(parse('event: other\nretry: 5\n\n')).toEqual([])
  })
})
