import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CuekitError } from '@cuekit/core'
import { removeLeftFolders } from './remove-left-folders.ts'

export interface PrivateFolder {
  readonly path: string
  /** Deletes the folder with all that is in it. May be called twice. */
  dispose(): Promise<void>
}

const swept = new Set<string>()

/**
 * A fresh folder that only this user can enter (`mkdtemp` makes it 0700), below `parent` or the system's temporary folder. The
 * first one below a parent also removes what killed processes have left there. Throws `storage_full`.
 */
export async function createPrivateFolder(parent = tmpdir()): Promise<PrivateFolder> {
  if (!swept.has(parent)) {
    swept.add(parent)
    // Not awaited: nobody's media has to wait for the rubbish of others.
    void removeLeftFolders(parent)
  }
  try {
    const path = await mkdtemp(join(parent, `cuekit-${process.pid}-`))
    return { path, dispose: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) }
  } catch (cause) {
    const code = String((cause as NodeJS.ErrnoException).code)
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw cause
    throw new CuekitError('storage_full', 'The temporary folder of this machine is full.', {
      cause,
    })
  }
}
