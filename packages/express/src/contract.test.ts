import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { letsapi } from '@cuekit/core/engines'
import { createEmulator, waterCycle } from '@cuekit/emulator'
import { createCuekit } from '@cuekit/server'
import { contractOptions, handlerContract, serveNode } from '@cuekit/server/testing'
import express5 from 'express'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { expressMiddleware } from './index.ts'

const express4: typeof express5 = createRequire(import.meta.url)('express4')
const bytes = await readFile(waterCycle.audioUrl)
const media = { name: 'water-cycle.mp3', type: 'audio/mpeg', bytes, text: 'The water cycle' }

describe.each([
  { mount: 'Express 5 at the root', path: '/', express: express5 },
  { mount: 'Express 5 under a path', path: '/api/cuekit', express: express5 },
  { mount: 'Express 4 under a path', path: '/api/cuekit', express: express4 },
])('$mount', ({ path, express }) => {
  let stop = async (): Promise<void> => {}
  let url = ''

  beforeAll(async () => {
    const storage = await mkdtemp(join(tmpdir(), 'cuekit-express-'))
    const emulator = createEmulator()
    const engine = letsapi({
      apiKey: 'sk-test',
      baseURL: 'http://emulator.local/v1',
      fetch: (input, init) => emulator.fetch(new Request(input, init)),
    })
    const cuekit = createCuekit({ ...contractOptions, engine, storage })
    const server = await serveNode(express().use(path, expressMiddleware(cuekit)))
    url = server.url + path.replace(/\/$/, '')
    stop = async () => {
      await Promise.all([server.close(), cuekit.close(), emulator.close()])
      await rm(storage, { recursive: true, force: true })
    }
  })
  afterAll(() => stop())

  for (const check of handlerContract) it(check.name, () => check.run({ url, media }), 30_000)
})
