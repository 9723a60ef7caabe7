import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Containers may share a temporary folder and not their process numbers: what is this young may be in use by another one. */
const YOUNG_MS = 3600_000

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/**
 * Deletes the private folders below `parent` whose process is gone: one that was killed (out of memory, power) could not, and
 * an hour of speech as WAV is 115 MB. Only folders of this user, by their name `cuekit-<process number>-…`, and only those older
 * than an hour. Never rejects: what cannot be deleted stays.
 */
export async function removeLeftFolders(parent: string, now = Date.now()): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  for (const name of names) {
    const pid = Number(/^cuekit-(\d{1,10})-[A-Za-z0-9]{6}$/.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    const path = join(parent, name)
    const entry = await lstat(path).catch(() => undefined)
    if (!entry?.isDirectory() || now - entry.mtimeMs < YOUNG_MS) continue
    if (entry.uid !== (process.getuid?.() ?? entry.uid)) continue
    await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}
