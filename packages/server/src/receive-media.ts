import { CuekitError, isCuekitError, type MediaType, sniffMediaType } from '@cuekit/core'
import { abortableStream } from './abortable.ts'
import type { BlobInfo, BlobStore } from './ports/blob-store.ts'

const HEAD_BYTES = 4096
const TEN_MIB = 10 * 1024 ** 2
// Next drops the chunk that would cross its limit: what arrives ends up to a chunk below it.
const LARGEST_CHUNK = 128 * 1024

function truncated(received: number, declared: number): CuekitError {
  const cause =
    received <= TEN_MIB && received > TEN_MIB - LARGEST_CHUNK
      ? ' This is where a proxy.ts (middleware) of Next cuts bodies: leave this route out of its matcher,' +
        ' or raise `experimental.proxyClientMaxBodySize` in next.config.'
      : ' Send the file again.'
  return new CuekitError(
    'body_truncated',
    `${received} of ${declared} bytes arrived; nothing was kept.${cause}`,
  )
}

/** Failures of the sender as ours: a connection that broke is a body that ended early. */
async function* fromSender(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    if (isCuekitError(error)) throw error
    throw new CuekitError(
      'body_truncated',
      'The upload broke off before it was complete; nothing was kept. Send the file again.',
      { cause: error },
    )
  }
}

async function readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array[]> {
  const head: Uint8Array[] = []
  let bytes = 0
  while (bytes < HEAD_BYTES) {
    const next = await chunks.next()
    if (next.done) break
    head.push(next.value)
    bytes += next.value.byteLength
  }
  return head
}

async function* joined(
  head: Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head
  yield* rest
}

/**
 * Streams an upload to the blobs and tells what it is from its first bytes; never in memory as a whole.
 * Throws `empty_file`, `unsupported_media`, `payload_too_large`, `body_truncated`, `aborted`; then nothing of it is kept.
 */
export async function receiveMedia(
  body: AsyncIterable<Uint8Array>,
  {
    blobs,
    key,
    maxBytes,
    declared,
    signal,
  }: {
    blobs: BlobStore
    key(media: MediaType): string
    maxBytes: number
    declared?: number
    signal?: AbortSignal
  },
): Promise<BlobInfo & { media: MediaType; key: string }> {
  if (declared !== undefined && declared > maxBytes) {
    throw new CuekitError(
      'payload_too_large',
      `The file has ${declared} bytes and ${maxBytes} are allowed.`,
    )
  }
  const chunks = abortableStream(fromSender(body), signal)
  try {
    const head = await readHead(chunks)
    const first = Buffer.concat(head)
    if (first.byteLength === 0) {
      if (declared) throw truncated(0, declared)
      throw new CuekitError('empty_file', 'The file is empty.')
    }
    const media = sniffMediaType(first.subarray(0, HEAD_BYTES))
    if (!media) {
      throw new CuekitError(
        'unsupported_media',
        'The file is not audio or video of a known kind; its first bytes tell, not its name.',
      )
    }
    const name = key(media)
    const info = await blobs.put(name, joined(head, chunks), {
      maxBytes,
      ...(signal && { signal }),
    })
    if (declared !== undefined && info.bytes !== declared) throw truncated(info.bytes, declared)
    return { ...info, media, key: name }
  } finally {
    await chunks.return(undefined)
  }
}
