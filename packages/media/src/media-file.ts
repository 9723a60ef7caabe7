import { realpath, stat } from 'node:fs/promises'
import { CuekitError } from '@cuekit/core'

/** A file that exists and has bytes. `path` is absolute, without links. */
export interface MediaFile {
  path: string
  bytes: number
}

/** The real path and size of a media file. Throws `not_found`, `empty_file`, `invalid_option`. */
export async function mediaFile(path: string): Promise<MediaFile> {
  const real = await realpath(path).catch((cause: unknown) => {
    throw new CuekitError('not_found', 'The media file does not exist.', { cause })
  })
  const info = await stat(real)
  // A pipe or a device would keep its reader waiting until the time is over.
  if (!info.isFile()) throw new CuekitError('invalid_option', 'The media must be a regular file.')
  if (info.size === 0) throw new CuekitError('empty_file', 'The media file is empty.')
  return { path: real, bytes: info.size }
}
