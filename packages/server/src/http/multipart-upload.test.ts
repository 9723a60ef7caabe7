import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MultipartUpload, readMultipart } from './multipart-upload.ts'

const BOUNDARY = 'x-cuekit-x'
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`

interface Part {
  name: string
  value: string | Uint8Array
  file?: string
  type?: string
}

function form(parts: Part[], end = `--${BOUNDARY}--\r\n`): Buffer {
  const pieces = parts.flatMap(({ name, value, file, type }) => [
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"` +
        (file === undefined ? '' : `; filename="${file}"`) +
        (type === undefined ? '' : `\r\nContent-Type: ${type}`) +
        '\r\n\r\n',
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from(end)])
}

async function* cut(bytes: Uint8Array, size = 4096) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const read = (bytes: Uint8Array, { size = 4096, maxBytes = 1e6, type = TYPE } = {}) =>
  readMultipart(() => cut(bytes, size), type, { maxBytes })

async function contentOf({ body }: MultipartUpload): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const outcome = async (bytes: Uint8Array, options = {}) => {
  const upload = await read(bytes, options)
  return contentOf(upload)
}

const error = (code: string, message: string | RegExp = '') =>
  expect.objectContaining({ code, message: expect.stringMatching(message) })

const file = (value: string | Uint8Array = 'media', name = 'talk.wav'): Part => ({
  name: 'file',
  value,
  file: name,
  type: 'audio/wav',
})

describe('readMultipart', () => {
  it('gives the file as a stream, with name and type', async () => {
    const upload = await read(form([file('the bytes')]))
    expect([upload.name, upload.type]).toEqual(['talk.wav', 'audio/wav'])
    expect((await contentOf(upload)).toString()).toBe('the bytes')
  })

  it('knows the fields before the file at once and those after it when the file has ended', async () => {
    const parts = [{ name: 'language', value: 'en' }, file(), { name: 'prompt', value: 'Zoë 日本' }]
    const upload = await read(form(parts))
    expect(upload.fields).toEqual([['language', 'en']])
    await contentOf(upload)
    expect(upload.fields).toEqual([
      ['language', 'en'],
      ['prompt', 'Zoë 日本'],
    ])
  })

  it('ends the file only after the closing boundary, however late that comes', async () => {
    const whole = form([file('the bytes'), { name: 'language', value: 'en' }])
    const fileEnd = whole.indexOf('language')
    const sender = (rest: Uint8Array) =>
      async function* () {
        yield whole.subarray(0, fileEnd)
        await new Promise((resolve) => setTimeout(resolve, 30))
        yield rest
      }
    const upload = await readMultipart(sender(whole.subarray(fileEnd)), TYPE, { maxBytes: 100 })
    await contentOf(upload)
    expect(upload.fields).toEqual([['language', 'en']])
    const short = whole.subarray(fileEnd, -8)
    const cutUpload = await readMultipart(sender(short), TYPE, { maxBytes: 100 })
    await expect(contentOf(cutUpload)).rejects.toEqual(error('body_truncated'))
  })

  it('keeps names in any script and takes only the last segment of a path', async () => {
    for (const [given, name] of [
      ['Gespräch – 日本 🎬.mp4', 'Gespräch – 日本 🎬.mp4'],
      ['../../etc/passwd', 'passwd'],
      ['C:\\fakepath\\talk.mp4', 'talk.mp4'],
    ]) {
      const upload = await read(form([file('x', given)]))
      expect(upload.name).toBe(name)
      await upload.discard()
    }
  })

  it('gives back any bytes, however the body was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 1, max: 97 }),
        fc.boolean(),
        async (bytes, size, first) => {
          const field = { name: 'language', value: 'en' }
          const parts = first ? [field, file(bytes)] : [file(bytes), field]
          const upload = await read(form(parts), { size })
          expect(Buffer.compare(await contentOf(upload), bytes)).toBe(0)
          expect(upload.fields).toEqual([['language', 'en']])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('takes no shortened form for a file, wherever it was cut', async () => {
    const whole = form([{ name: 'language', value: 'en' }, file('0123456789'.repeat(20))])
    // Up to the last dash; the line break after it is not needed.
    for (let length = 0; length < whole.length - 2; length++) {
      await expect(outcome(whole.subarray(0, length), { size: 64 })).rejects.toEqual(
        expect.objectContaining({ code: 'body_truncated' }),
      )
    }
    expect((await outcome(whole.subarray(0, whole.length - 2))).length).toBe(200)
  })

  it.each([
    ['no file', [{ name: 'language', value: 'en' }], /no file/],
    ['a file in another field', [{ ...file(), name: 'upload' }], /field "file"/],
    ['two files', [file(), file()], /one file/],
    [
      'too many fields',
      Array.from({ length: 9 }, (_, i) => ({ name: `f${i}`, value: '' })),
      /too many/,
    ],
    [
      'a field that is too long',
      [{ name: 'prompt', value: 'a'.repeat(17_000) }, file()],
      /too long/,
    ],
    ['a long field after the file', [file(), { name: 'p', value: 'a'.repeat(17_000) }], /too long/],
    ['nothing', [], /no file/],
  ])('refuses %s', async (_name, parts, message) => {
    await expect(outcome(form(parts))).rejects.toEqual(error('invalid_request', message))
  })

  it('refuses a form without a boundary', async () => {
    await expect(read(form([file()]), { type: 'multipart/form-data' })).rejects.toEqual(
      error('invalid_request', /boundary/),
    )
  })

  it('reads no header block of megabytes', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`--${BOUNDARY}\r\nX-Long: ${'a'.repeat(2e6)}\r\n`),
      Buffer.from('Content-Disposition: form-data; name="file"; filename="a"\r\n\r\nx\r\n'),
      Buffer.from(`--${BOUNDARY}--\r\n`),
    ])
    await expect(outcome(bytes)).rejects.toEqual(error('invalid_request'))
  })

  it('counts the bytes of the file only', async () => {
    const parts = [{ name: 'prompt', value: 'a'.repeat(500) }, file('b'.repeat(100))]
    expect((await outcome(form(parts), { maxBytes: 100 })).length).toBe(100)
    await expect(outcome(form(parts), { maxBytes: 99 })).rejects.toEqual(error('payload_too_large'))
  })

  it('stops the sender while nobody reads, and lets go of it when discarded', async () => {
    let sent = 0
    let left = false
    async function* sender(signal: AbortSignal) {
      try {
        yield form([file()], '').subarray(0, -7)
        for (; !signal.aborted; sent++) yield Buffer.alloc(64 * 1024)
      } finally {
        left = true
      }
    }
    const upload = await readMultipart(sender, TYPE, { maxBytes: 1e9 })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(sent).toBeLessThan(8)
    await upload.discard()
    expect(left).toBe(true)
  })

  it('passes on what broke the body, once the file has begun', async () => {
    async function* sender() {
      yield form([file()], '')
      throw new Error('reset')
    }
    const upload = await readMultipart(sender, TYPE, { maxBytes: 1e9 })
    await expect(contentOf(upload)).rejects.toThrow('reset')
  })
})
