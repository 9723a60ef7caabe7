import { describe, expect, it } from 'vitest'
import { parsedBody } from './parsed-body.ts'

const reread = async (req: object, headers: Record<string, string>): Promise<[string, Headers]> => {
  const given = new Headers(headers)
  // Only what a parser left is looked at; the socket is not touched any more.
  const bytes = parsedBody(req as Parameters<typeof parsedBody>[0], given)
  return [new TextDecoder().decode(bytes), given]
}

describe('parsedBody', () => {
  it('writes JSON again, of any +json type, as UTF-8 and with its new length', async () => {
    const [text, headers] = await reread(
      { body: { a: 'ä' } },
      { 'content-type': 'application/merge-patch+json; charset=latin1', 'content-length': '99' },
    )
    expect(text).toBe('{"a":"ä"}')
    expect(headers.get('content-length')).toBe('10')
    expect(headers.get('content-type')).toBe('application/merge-patch+json; charset=utf-8')
  })

  it('writes a form again, nested and repeated', async () => {
    const [text] = await reread(
      { body: { a: { b: ['1', '2'] }, c: 'x y' } },
      { 'content-type': 'application/x-www-form-urlencoded' },
    )
    expect(text).toBe('a%5Bb%5D=1&a%5Bb%5D=2&c=x+y')
  })

  it('takes bytes and text as they are, and the raw bytes before anything parsed', async () => {
    expect((await reread({ body: Buffer.from('raw') }, { 'content-type': 'audio/wav' }))[0]).toBe(
      'raw',
    )
    expect((await reread({ body: 'text' }, { 'content-type': 'text/plain' }))[0]).toBe('text')
    const raw = { rawBody: Buffer.from('{"a": 1}'), body: { a: 1 } }
    expect((await reread(raw, { 'content-type': 'application/json' }))[0]).toBe('{"a": 1}')
  })

  it('says that an inflated body is not compressed any more', async () => {
    const [, headers] = await reread(
      { body: {} },
      { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    )
    expect(headers.has('content-encoding')).toBe(false)
  })

  it('names the mount order when the bytes are gone', async () => {
    for (const body of [undefined, {}, null]) {
      await expect(
        reread({ body }, { 'content-type': 'multipart/form-data; boundary=x' }),
      ).rejects.toThrow(
        expect.objectContaining({
          code: 'body_already_read',
          message: expect.stringContaining('before body parsers'),
        }),
      )
    }
  })
})
