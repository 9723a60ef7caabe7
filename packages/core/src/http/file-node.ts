import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { CuekitError } from '../errors/error.ts'

export interface OpenedFile {
  /** Without its folder. */
  name: string
  bytes: number
  open(): AsyncIterable<Uint8Array>
}

const CHUNK_BYTES = 256 * 1024

/** A file of this machine, read while it is sent and from its first byte each time. `invalid_option` when there is none. */
export async function openFile(path: string): Promise<OpenedFile> {
  const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new CuekitError(
      'invalid_option',
      `The file given as { path } cannot be opened (${cause.code ?? 'unknown error'}).`,
      { cause },
    )
  })
  if (!stats.isFile()) {
    throw new CuekitError('invalid_option', 'What is given as { path } is not a file.')
  }
  return {
    name: basename(path),
    bytes: stats.size,
    open: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }),
  }
}
