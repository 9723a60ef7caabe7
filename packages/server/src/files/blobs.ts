import { createHash, randomBytes } from 'node:crypto'
import { lstat, mkdir, open, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { CuekitError } from '@cuekit/core'
import type { BlobInfo, BlobStore } from '../ports/blob-store.ts'
import { readFileLazily } from './read-file-lazily.ts'
import { toStorageError } from './storage-error.ts'
import { writeStream } from './write-stream.ts'

/** One segment of a key: what our ids and blob names are made of, never a dot file or a way up. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}$/

/** Blobs as files of one folder, readable by this user only (0700, 0600). `folder` is made when first written to. */
export function fileBlobs({ folder }: { folder: string }): BlobStore {
  // Without the remark Next traces and ships the whole project for a path it cannot know.
  const root = resolve(/* turbopackIgnore: true */ folder)

  function pathOf(key: string): string {
    const path = resolve(root, key)
    if (!key.split('/').every((part) => SEGMENT.test(part)) || !path.startsWith(root + sep)) {
      throw new CuekitError('internal', 'A blob key is not one of ours.')
    }
    return path
  }

  async function sizeOf(path: string): Promise<number | undefined> {
    try {
      const entry = await lstat(path)
      return entry.isFile() ? entry.size : undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw toStorageError(error)
    }
  }

  return {
    async put(key, body, { maxBytes, signal }): Promise<BlobInfo> {
      const path = pathOf(key)
      const part = `${path}.${randomBytes(6).toString('hex')}.part`
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        const hash = createHash('sha256')
        const file = await open(part, 'wx', 0o600)
        let bytes: number
        try {
          bytes = await writeStream(file, body, { maxBytes, hash, ...(signal && { signal }) })
          // Renamed before it is on the disk, a power cut would leave a complete name with missing bytes.
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(part, path)
        return { bytes, sha256: hash.digest('hex') }
      } catch (error) {
        await unlink(part).catch(() => {})
        throw toStorageError(error)
      }
    },

    async get(key, { range } = {}) {
      const path = pathOf(key)
      const size = await sizeOf(path)
      if (size === undefined) return null
      const [start, end] = range ?? [0, size - 1]
      const last = Math.min(end, size - 1)
      if (last < start) return { body: new Blob([]).stream(), bytes: 0 }
      return { body: readFileLazily(path, { start, end: last }), bytes: last - start + 1 }
    },

    async stat(key) {
      const bytes = await sizeOf(pathOf(key))
      return bytes === undefined ? null : { bytes }
    },

    async localFile(key) {
      const path = pathOf(key)
      return (await sizeOf(path)) === undefined ? null : { path, async release() {} }
    },

    async deleteTask(taskId) {
      await rm(pathOf(taskId), { recursive: true, force: true, maxRetries: 3 }).catch(
        (error: unknown) => {
          throw toStorageError(error)
        },
      )
    },

    async stale(before) {
      const ids = await readdir(root).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw toStorageError(error)
      })
      const old: string[] = []
      for (const id of ids.filter((name) => SEGMENT.test(name))) {
        const entry = await lstat(resolve(root, id)).catch(() => undefined)
        if (entry?.isDirectory() && entry.mtimeMs < before) old.push(id)
      }
      return old
    },

    async check() {
      const probe = resolve(root, `.check-${randomBytes(6).toString('hex')}`)
      try {
        await mkdir(root, { recursive: true, mode: 0o700 })
        await writeFile(probe, '1', { mode: 0o600, flag: 'wx' })
        await unlink(probe)
      } catch (error) {
        throw toStorageError(error)
      }
    },
  }
}
