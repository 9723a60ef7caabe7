// A file of random bytes and a server that drains it, shared by the rows that upload.
import { fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @param {number} bytes
 * @returns {Promise<{ args: [baseURL: string, path: string], dispose(): Promise<void> }>}
 */
export async function loadFile(bytes) {
  const folder = mkdtempSync(join(tmpdir(), 'cuekit-bench-'))
  const file = join(folder, 'talk.mp3')
  const handle = await open(file, 'w')
  const chunk = randomBytes(Math.min(bytes, 1_000_000))
  for (let written = 0; written < bytes; written += chunk.length) await handle.write(chunk)
  await handle.close()
  const server = fork(fileURLToPath(new URL('servers/transcription.mjs', import.meta.url)))
  const [port] = await once(server, 'message')
  return {
    args: [`http://127.0.0.1:${port}/v1`, file],
    async dispose() {
      server.kill()
      rmSync(folder, { recursive: true })
    },
  }
}
