import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createEmulator, waterCycle } from '@cuekit/emulator'
import { createContractCuekit, handlerContract, serveNode } from '@cuekit/server/testing'
import express5 from 'express'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { expressMiddleware } from './index.ts'

const require = createRequire(import.meta.url)
const express4: typeof express5 = require('express4')
const bytes = await readFile(waterCycle.audioUrl)
const media = { name: 'water-cycle.mp3', type: 'audio/mpeg', bytes, text: 'The water cycle' }

describe.each([
  { mount: 'Express 5 at the root', path: '', express: express5 },
  { mount: 'Express 5 under a path', path: '/api/cuekit', express: express5 },
  { mount: 'Express 4 under a path', path: '/api/cuekit', express: express4 },
])('$mount', ({ path, express }) => {
  let close = async (): Promise<unknown> => undefined
  let url = ''

  beforeAll(async () => {
    const emulator = createEmulator()
    const instance = await createContractCuekit(emulator.fetch)
    const server = await serveNode(express().use(path, expressMiddleware(instance.cuekit)))
    url = server.url + path
    close = () => Promise.all([server.close(), instance.close(), emulator.close()])
  })
  afterAll(() => close())

  for (const check of handlerContract) it(check.name, () => check.run({ url, media }), 30_000)
})
