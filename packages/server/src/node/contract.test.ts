import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { letsapi } from '@cuekit/core/engines'
import { createEmulator, waterCycle } from '@cuekit/emulator'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createCuekit } from '../create-cuekit.ts'
import { contractOptions } from '../testing/contract-options.ts'
import { handlerContract } from '../testing/handler-contract.ts'
import { serveNode } from '../testing/serve-node.ts'
import { toNodeListener } from './listener.ts'

const bytes = await readFile(waterCycle.audioUrl)
const media = { name: 'water-cycle.mp3', type: 'audio/mpeg', bytes, text: 'The water cycle' }
let stop = async (): Promise<void> => {}
let url = ''

beforeAll(async () => {
  const storage = await mkdtemp(join(tmpdir(), 'cuekit-node-'))
  const emulator = createEmulator()
  const engine = letsapi({
    apiKey: 'sk-test',
    baseURL: 'http://emulator.local/v1',
    fetch: (input, init) => emulator.fetch(new Request(input, init)),
  })
  const cuekit = createCuekit({ ...contractOptions, engine, storage })
  const server = await serveNode(toNodeListener(cuekit.handle))
  url = `${server.url}/api/cuekit`
  stop = async () => {
    await Promise.all([server.close(), cuekit.close(), emulator.close()])
    await rm(storage, { recursive: true, force: true })
  }
})
afterAll(() => stop())

describe('node:http', () => {
  for (const check of handlerContract) it(check.name, () => check.run({ url, media }), 30_000)
})
