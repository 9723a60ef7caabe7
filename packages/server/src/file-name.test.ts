import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toFileName, withExtension } from './file-name.ts'

describe('toFileName', () => {
  it.each([
    ['talk.mp4', 'talk.mp4'],
    ['C:\\Users\\me\\talk.mp4', 'talk.mp4'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'media'],
    ['', 'media'],
    ['a/', 'media'],
    ['.htaccess', 'htaccess'],
    ['talk\r\nSet-Cookie: a=b.mp3', 'talkSet-Cookie: a=b.mp3'],
    ['\u202Egpm.exe\u200B.mp3', 'gpm.exe.mp3'],
    ['Gespräch über Ö.m4a', 'Gespräch über Ö.m4a'],
  ])('%j becomes %j', (name, expected) => {
    expect(toFileName(name)).toBe(expected)
  })

  it('keeps the extension of a long name', () => {
    const name = toFileName(`${'ü'.repeat(300)}.webm`)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
    expect(name).toMatch(/^ü+\.webm$/)
  })

  it('is safe for every text, and doing it twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const name = toFileName(text)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}/\\\u202A-\u202E\u2066-\u2069]/u)
        expect(name).not.toMatch(/^\./)
        expect(name).not.toBe('')
        expect(toFileName(name)).toBe(name)
      }),
    )
  })
})

describe('withExtension', () => {
  it('replaces the extension, or adds one', () => {
    expect(withExtension('my.talk.mp4', 'ogg')).toBe('my.talk.ogg')
    expect(withExtension('talk', 'ogg')).toBe('talk.ogg')
  })
})
