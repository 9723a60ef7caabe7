import { openFile } from '#file'
import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import type { FilePart } from '../http/multipart.ts'
import { readStream } from '../http/read-stream.ts'
import { sniffMediaType } from '../schemas/media-type.ts'
import { extensionOf, extensionOfType, typeOfExtension } from './file-type.ts'

/**
 * Audio or video to send. `bytes` is the size where it is known. A plain string is not taken: nobody could tell a path from a link,
 * and a string from a visitor would then read files of the server.
 */
export type AudioInput =
  | { path: string; filename?: string | undefined; type?: string | undefined }
  | {
      data: Uint8Array | ArrayBuffer | Blob
      filename: string
      type?: string | undefined
    }
  /** Read once, so it cannot be sent again after a failure. */
  | {
      stream: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>
      filename: string
      bytes?: number | undefined
      type?: string | undefined
    }
  /** `open` starts from the first byte each time. */
  | {
      open: () => AsyncIterable<Uint8Array>
      filename: string
      bytes?: number | undefined
      type?: string | undefined
    }
  | File
  | Blob

const CHUNK_BYTES = 256 * 1024

const filename = z.string().check(z.minLength(1))
const type = z.optional(z.string())
const bytes = z.optional(z.int().check(z.gte(0)))

const inputSchema = z.union([
  z.instanceof(Blob),
  z.strictObject({ path: filename, filename: z.optional(filename), type }),
  z.strictObject({
    data: z.union([z.instanceof(Uint8Array), z.instanceof(ArrayBuffer), z.instanceof(Blob)]),
    filename,
    type,
  }),
  z.strictObject({
    stream: z.custom<AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>>(
      (value) =>
        typeof value === 'object' &&
        value !== null &&
        (Symbol.asyncIterator in value || 'getReader' in value),
    ),
    filename,
    bytes,
    type,
  }),
  z.strictObject({
    open: z.custom<() => AsyncIterable<Uint8Array>>((value) => typeof value === 'function'),
    filename,
    bytes,
    type,
  }),
])

async function* slices(data: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < data.length; from += CHUNK_BYTES) {
    yield data.subarray(from, from + CHUNK_BYTES)
  }
}

const fromBlob = (blob: Blob) => ({
  bytes: blob.size,
  replayable: true,
  open: () => readStream(blob.stream()),
})

/** A recording of a browser has a type but no name, and services trust the name. */
async function nameOf(blob: Blob): Promise<string> {
  if ('name' in blob && typeof blob.name === 'string' && blob.name !== '') return blob.name
  const head = new Uint8Array(await blob.slice(0, 400).arrayBuffer())
  return `audio.${sniffMediaType(head)?.extension ?? extensionOfType(blob.type) ?? 'bin'}`
}

function refuse(input: unknown): CuekitError {
  return new CuekitError(
    'invalid_option',
    typeof input === 'string'
      ? '"file" cannot be a string. Pass { path }, a File, a Blob, { data, filename } or { stream, filename }.'
      : '"file" has to be { path }, a File, a Blob, { data, filename }, { stream, filename } or { open, filename }.',
  )
}

/** The file of a transcription request. Throws `invalid_option`, `empty_file`. */
export async function toFilePart(input: AudioInput): Promise<FilePart> {
  const parsed = z.safeParse(inputSchema, input)
  if (!parsed.success) throw refuse(input)
  const source = parsed.data
  const part = (
    name: string,
    given: string | undefined,
    content: Pick<FilePart, 'bytes' | 'open' | 'replayable'>,
  ): FilePart => {
    if (content.bytes === 0) throw new CuekitError('empty_file', 'The file is empty.')
    return {
      field: 'file',
      filename: name,
      type: given || typeOfExtension(extensionOf(name)),
      ...content,
    }
  }
  if (source instanceof Blob) return part(await nameOf(source), source.type, fromBlob(source))
  if ('path' in source) {
    const { name, ...file } = await openFile(source.path)
    return part(source.filename ?? name, source.type, { ...file, replayable: true })
  }
  if ('data' in source) {
    const { data } = source
    if (data instanceof Blob) return part(source.filename, source.type ?? data.type, fromBlob(data))
    const view = data instanceof Uint8Array ? data : new Uint8Array(data)
    return part(source.filename, source.type, {
      bytes: view.length,
      replayable: true,
      open: () => slices(view),
    })
  }
  const size = source.bytes === undefined ? {} : { bytes: source.bytes }
  if ('open' in source) {
    return part(source.filename, source.type, { ...size, replayable: true, open: source.open })
  }
  const { stream } = source
  // A file that cannot be opened fails before anything reads it, and an 'error' that nobody hears ends the process.
  if ('on' in stream && typeof stream.on === 'function') stream.on('error', () => {})
  return part(source.filename, source.type, {
    ...size,
    replayable: false,
    open: () => (stream instanceof ReadableStream ? readStream(stream) : stream),
  })
}
