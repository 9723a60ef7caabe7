import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

export interface DemoServer {
  url: string
  /** Everything the server printed. */
  output(): string
  stop(): Promise<void>
}

/** The demo as `npm start` runs it: a process of its own, built, on free ports and a folder of its own. */
export async function startDemo(env: Record<string, string> = {}): Promise<DemoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cuekit-demo-'))
  const port = await freePort()
  // A developer's own keys and addresses must not be spent or asked.
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(LETSAPI|AI302|CUEKIT)_/.test(name)),
  )
  const child = spawn(process.execPath, ['.server/server.js'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...clean,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(port),
      CUEKIT_EMULATOR_PORT: String(await freePort()),
      CUEKIT_STORAGE: folder,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer): void => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)

  const deadline = Date.now() + 60_000
  while (!output.includes('Cuekit demo on')) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`The demo did not start:\n${output}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return {
    url: `http://localhost:${port}`,
    output: () => output,
    async stop() {
      const gone = child.exitCode === null ? once(child, 'exit') : undefined
      child.kill('SIGTERM')
      await gone
      await rm(folder, { recursive: true, force: true })
    },
  }
}
