import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentDisposition } from './content-disposition.ts'

describe('contentDisposition', () => {
  it.each([
    ['talk.srt', 'attachment; filename="talk.srt"'],
    ['Gespräch.srt', `attachment; filename="Gespr_ch.srt"; filename*=UTF-8''Gespr%C3%A4ch.srt`],
    [
      '日本🎬.vtt',
      `attachment; filename="___.vtt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%F0%9F%8E%AC.vtt`,
    ],
    ['../../etc/passwd', 'attachment; filename="passwd"'],
    ['C:\\temp\\a.srt', 'attachment; filename="a.srt"'],
    ['a\r\nSet-Cookie: x=1.srt', 'attachment; filename="aSet-Cookie: x=1.srt"'],
    ['talk\u202e4pm.exe', 'attachment; filename="talk4pm.exe"'],
    [
      `it's "5%" (*).srt`,
      `attachment; filename="it's _5__ (*).srt"; filename*=UTF-8''it%27s%20%225%25%22%20%28%2A%29.srt`,
    ],
    ['', 'attachment; filename="media"'],
    ['..', 'attachment; filename="media"'],
  ])('writes %j', (name, expected) => {
    expect(contentDisposition('attachment', name)).toBe(expected)
  })

  it('is a header that fetch takes, of bounded length, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const value = contentDisposition('inline', name)
        expect(new Headers({ 'content-disposition': value }).get('content-disposition')).toBe(value)
        expect(value).toMatch(
          /^inline; filename="[^"\\]+"(; filename\*=UTF-8''[\w!#$&+.^`|~%-]+)?$/,
        )
        const extended = /UTF-8''(.*)$/.exec(value)?.[1]
        if (extended !== undefined) {
          const decoded = decodeURIComponent(extended)
          expect(Buffer.byteLength(decoded)).toBeLessThanOrEqual(180)
          expect(decoded).not.toMatch(/[/\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
        }
      }),
      { numRuns: 200 },
    )
  })
})
