import { createReadStream } from 'node:fs'
import { ReadableStream as NodeReadableStream } from 'node:stream/web'

async function* chunks(
  path: string,
  range: { start: number; end: number },
): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, range)
}

/**
 * Bytes `start` to `end` (inclusive) of a file, opened with the first read. An answer whose client left before it began is
 * dropped by Next without being read or cancelled: an open file in it would stay open for ever.
 */
export function readFileLazily(
  path: string,
  range: { start: number; end: number },
): ReadableStream<Uint8Array> {
  return NodeReadableStream.from(chunks(path, range)) as ReadableStream<Uint8Array>
}
