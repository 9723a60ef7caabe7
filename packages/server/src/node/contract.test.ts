import { readFile } from 'node:fs/promises'
import { createEmulator, waterCycle } from '@cuekit/emulator'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createContractCuekit } from '../testing/contract-cuekit.ts'
import { handlerContract } from '../testing/handler-contract.ts'
import { serveNode } from '../testing/serve-node.ts'
import { toNodeListener } from './listener.ts'

const bytes = await readFile(waterCycle.audioUrl)
const media = { name: 'water-cycle.mp3', type: 'audio/mpeg', bytes, text: 'The water cycle' }
let close = async (): Promise<unknown> => undefined
let url = ''

beforeAll(async () => {
  const emulator = createEmulator()
  const instance = await createContractCuekit(emulator.fetch)
  const server = await serveNode(toNodeListener(instance.cuekit.handle))
  url = `${server.url}/api/cuekit`
  close = () => Promise.all([server.close(), instance.close(), emulator.close()])
})
afterAll(() => close())

describe('node:http', () => {
  for (const check of handlerContract) it(check.name, () => check.run({ url, media }), 30_000)
})
