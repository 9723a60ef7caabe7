// A 500 MB upload from disk to a transcription server: how much memory does the client take?
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MEGABYTES = 500

export const row = {
  name: `upload ${MEGABYTES} MB: peak RSS`,
  unit: 'MB',
  figure: 'maxRss',
  smallerIsBetter: true,
  rounds: 3,
  contenders: {
    cuekit: 'upload-cuekit.mjs',
    'openai-node (fs stream)': 'upload-openai.mjs',
    'fetch (stream body)': 'upload-fetch.mjs',
  },
  async prepare() {
    const folder = mkdtempSync(join(tmpdir(), 'cuekit-bench-'))
    const file = join(folder, 'talk.mp3')
    const handle = await open(file, 'w')
    const chunk = randomBytes(1_000_000)
    for (let written = 0; written < MEGABYTES; written++) await handle.write(chunk)
    await handle.close()
    const server = fork(fileURLToPath(new URL('../servers/transcription.mjs', import.meta.url)))
    const [port] = await once(server, 'message')
    return {
      args: [`http://127.0.0.1:${port}/v1`, file],
      async dispose() {
        server.kill()
        rmSync(folder, { recursive: true })
      },
    }
  },
}
