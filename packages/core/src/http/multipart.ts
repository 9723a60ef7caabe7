import type { RequestBody } from './transport.ts'

export interface FilePart {
  field: string
  filename: string
  type: string
  /** Where known; then the whole body's length is known too. */
  bytes?: number
  /** `open` may be called more than once. */
  replayable: boolean
  open(): AsyncIterable<Uint8Array>
}

// The three characters a quoted name cannot hold, as browsers write them. Source: HTML, multipart/form-data encoding.
const escapeName = (name: string): string =>
  name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')

const baseName = (filename: string): string => filename.split(/[/\\]/).at(-1) || 'file'

function createBoundary(): string {
  const random = crypto.getRandomValues(new Uint8Array(24))
  return `cuekit-${Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

/**
 * A multipart/form-data body (RFC 7578) that holds one file, written while it is sent: fields first, so that a server that
 * streams knows them before the bytes. Its length is known when the file's is.
 */
export function createMultipart(
  fields: readonly (readonly [name: string, value: string])[],
  file: FilePart,
): RequestBody {
  const boundary = createBoundary()
  const encoder = new TextEncoder()
  const head = encoder.encode(
    [
      ...fields.map(
        ([name, value]) =>
          `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(name)}"\r\n\r\n${value}\r\n`,
      ),
      `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(file.field)}"; ` +
        `filename="${escapeName(baseName(file.filename))}"\r\nContent-Type: ${file.type.replaceAll(/[\r\n]/g, '')}\r\n\r\n`,
    ].join(''),
  )
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    replayable: file.replayable,
    ...(file.bytes === undefined ? {} : { length: head.length + file.bytes + tail.length }),
    async *open() {
      yield head
      yield* file.open()
      yield tail
    },
  }
}
