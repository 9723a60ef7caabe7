import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { CuekitError } from '@cuekit/core'
import { abortableStream } from '../abortable.ts'

/** Writes a stream to an open file, one chunk at a time, and gives the number of bytes. */
export async function writeStream(
  file: FileHandle,
  body: AsyncIterable<Uint8Array>,
  { maxBytes, hash, signal }: { maxBytes: number; hash: Hash; signal?: AbortSignal },
): Promise<number> {
  let bytes = 0
  for await (const chunk of abortableStream(body, signal)) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) {
      throw new CuekitError(
        'payload_too_large',
        `The file is larger than the ${maxBytes} bytes that are allowed.`,
      )
    }
    hash.update(chunk)
    // Called again and again, it goes on where the last chunk ended.
    await file.writeFile(chunk)
  }
  return bytes
}
