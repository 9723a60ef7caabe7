import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MediaSource } from '@cuekit/core/engines'
import { aborted } from './aborted.ts'
import { createPrivateFolder } from './private-folder.ts'

/** Calls `use` with the path of a source: its own where it is a local file, else of a private copy that is removed afterwards. */
export async function withLocalFile<T>(
  source: MediaSource,
  signal: AbortSignal | undefined,
  use: (path: string) => Promise<T>,
): Promise<T> {
  if (source.path !== undefined) return use(source.path)
  const folder = await createPrivateFolder()
  try {
    const path = join(folder.path, 'source.bin')
    await pipeline(source.open(), createWriteStream(path), signal ? { signal } : {}).catch(
      (error: unknown) => {
        throw signal?.aborted ? aborted(signal) : error
      },
    )
    return await use(path)
  } finally {
    await folder.dispose()
  }
}
