import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator, waterCycle } from '@cuekit/emulator'
import { handlerContract } from '@cuekit/server/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildNext, startNext } from './next-app.ts'

const bytes = await readFile(waterCycle.audioUrl)
const media = { name: 'water-cycle.mp3', type: 'audio/mpeg', bytes, text: 'The water cycle' }
const emulator = createEmulator()
let stop = async (): Promise<void> => {}
let url = ''

beforeAll(async () => {
  const storage = await mkdtemp(join(tmpdir(), 'cuekit-next-'))
  const upstream = await emulator.listen()
  await buildNext()
  const server = await startNext({ EMULATOR_URL: `${upstream.url}/v1`, CUEKIT_STORAGE: storage })
  url = server.url
  stop = async () => {
    await Promise.all([server.stop(), emulator.close()])
    await rm(storage, { recursive: true, force: true })
  }
})
afterAll(() => stop())

describe('Next, built and started', () => {
  for (const check of handlerContract) {
    it(check.name, () => check.run({ url: `${url}/api/cuekit`, media }))
  }
})

describe('a Next route that a proxy.ts matches', () => {
  it('tells of the cut body, and how to mend it', async () => {
    const response = await fetch(`${url}/cut/tasks?name=a.mp3`, {
      method: 'POST',
      headers: { 'content-type': 'audio/mpeg', 'x-user': 'cut' },
      body: Buffer.alloc(12 * 1024 * 1024, bytes),
    })
    expect([response.status, await response.json()]).toMatchObject([
      400,
      {
        error: {
          code: 'body_truncated',
          message: expect.stringMatching(/matcher.*proxyClientMaxBodySize/),
        },
      },
    ])
  })

  it('takes what is below 10 MB', async () => {
    const response = await fetch(`${url}/cut/tasks?name=a.mp3`, {
      method: 'POST',
      headers: { 'content-type': 'audio/mpeg', 'x-user': 'cut' },
      body: bytes,
    })
    expect(response.status).toBe(202)
  })
})
