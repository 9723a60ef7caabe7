import { describe, expect, it } from 'vitest'
import { sniffMediaType } from './media-type.ts'

const bytes = (...parts: (string | number[])[]): Uint8Array => {
  const all = parts.flatMap((part) =>
    typeof part === 'string' ? Array.from(part, (character) => character.charCodeAt(0)) : part,
  )
  return Uint8Array.from([...all, ...Array.from({ length: 400 }, () => 0)])
}

describe('sniffMediaType', () => {
  it.each([
    ['mp4', bytes([0, 0, 0, 24], 'ftypisom')],
    ['m4a', bytes([0, 0, 0, 24], 'ftypM4A ')],
    ['mov', bytes([0, 0, 0, 20], 'ftypqt  ')],
    ['webm', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f], 'B\x82\x84webm')],
    ['mkv', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f], 'B\x82\x88matroska')],
    ['wav', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt ')],
    ['avi', bytes('RIFF', [1, 2, 3, 4], 'AVI LIST')],
    ['ogg', bytes('OggS', [0, 2])],
    ['flac', bytes('fLaC')],
    ['mp3', bytes('ID3', [4, 0])],
    ['mp3', bytes([0xff, 0xfb, 0x90, 0x64])],
    ['aac', bytes([0xff, 0xf1, 0x50, 0x80])],
  ])('tells %s from its first bytes', (extension, head) => {
    expect(sniffMediaType(head)?.extension).toBe(extension)
  })

  it.each([
    ['a web page', bytes('<!doctype html><html>')],
    ['a playlist', bytes('#EXTM3U\n#EXTINF:10,\n')],
    ['a concat script', bytes('ffconcat version 1.0\n')],
    ['zeros', bytes([])],
    ['almost nothing', Uint8Array.of(0xff, 0xfb)],
    ['text that begins with G', bytes('Good morning, this is text')],
  ])('does not take %s for media', (_name, head) => {
    expect(sniffMediaType(head)).toBeUndefined()
  })
})
