import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMultipart } from './multipart.ts'

const file = (bytes: Uint8Array<ArrayBuffer>, filename = 'talk.mp3') => ({
  field: 'file',
  filename,
  type: 'audio/mpeg',
  bytes: bytes.length,
  replayable: true,
  async *open() {
    yield bytes
  },
})

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return new Uint8Array(Buffer.concat(parts))
}

describe('createMultipart', () => {
  it('is read by a standard parser, with the length it announced', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        async (bytes, prompt) => {
          const content = new Uint8Array(bytes)
          const body = createMultipart(
            [
              ['prompt', prompt],
              ['model', 'whisper-1'],
            ],
            file(content),
          )
          const sent = await collect(body.open())
          expect(sent.length).toBe(body.length)
          const form = await new Response(sent, {
            headers: { 'content-type': body.type },
          }).formData()
          expect(form.get('model')).toBe('whisper-1')
          expect(form.get('prompt')).toBe(prompt)
          const part = form.get('file')
          if (!(part instanceof File)) throw new Error('the file part is missing')
          expect(part.name).toBe('talk.mp3')
          expect(new Uint8Array(await part.arrayBuffer())).toEqual(content)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('cannot be broken out of by a file name', async () => {
    const body = createMultipart([], file(new Uint8Array(1), '/home/me/a"b\r\nX-Evil: 1.mp3'))
    const text = new TextDecoder().decode(await collect(body.open()))
    expect(text).toContain('filename="a%22b%0D%0AX-Evil: 1.mp3"')
    expect(text).not.toContain('/home')
  })

  it('has no length when the file has none, and a boundary of its own each time', () => {
    const { bytes: _bytes, ...unknown } = file(new Uint8Array(1))
    const first = createMultipart([], unknown)
    expect(first.length).toBeUndefined()
    expect(createMultipart([], unknown).type).not.toBe(first.type)
  })
})
