import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { letsapi } from '@cuekit/core/engines'
import type { Cuekit } from '../context.ts'
import { createCuekit } from '../create-cuekit.ts'
import { contractOptions } from './contract-options.ts'

/**
 * A real instance for `handlerContract`, in a folder of its own. `upstream` answers in place of the transcription service:
 * the emulator's `fetch`. `close` stops it and deletes the folder.
 */
export async function createContractCuekit(
  upstream: typeof fetch,
): Promise<{ cuekit: Cuekit; close(): Promise<void> }> {
  const storage = await mkdtemp(join(tmpdir(), 'cuekit-contract-'))
  const engine = letsapi({
    apiKey: 'sk-test',
    baseURL: 'http://emulator.local/v1',
    fetch: upstream,
  })
  const cuekit = createCuekit({ ...contractOptions, engine, storage })
  return {
    cuekit,
    async close() {
      await cuekit.close()
      await rm(storage, { recursive: true, force: true })
    },
  }
}
