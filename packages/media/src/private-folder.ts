import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface PrivateFolder {
  readonly path: string
  /** Deletes the folder with all that is in it. May be called twice. */
  dispose(): Promise<void>
}

/** A fresh folder that only this user can enter (`mkdtemp` makes it 0700), below `parent` or the system's temporary folder. */
export async function createPrivateFolder(parent = tmpdir()): Promise<PrivateFolder> {
  const path = await mkdtemp(join(parent, 'cuekit-'))
  return { path, dispose: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
}
