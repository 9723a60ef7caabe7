import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCuekit } from './create-cuekit.ts'
import { fakeEngine } from './fixtures/fake-engine.ts'
import { until } from './fixtures/until.ts'
import { wave } from './fixtures/wave.ts'
import type { CuekitOptions } from './options.ts'

let folder: string
let number = 0
const open: { close(): Promise<void> }[] = []

function create(options: Partial<CuekitOptions> = {}) {
  const cuekit = createCuekit({
    engine: fakeEngine(),
    authorize: () => ({ id: 'u1' }),
    storage: folder,
    name: `test-${(number += 1)}`,
    ...options,
  })
  open.push(cuekit)
  return cuekit
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-test-'))
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()))
  await rm(folder, { recursive: true, force: true })
})

const source = () => ({ body: wave({ seconds: 2 }), name: 'talk.wav' })

describe('createCuekit', () => {
  it('takes a file to a transcript', async () => {
    const cuekit = create()
    const { id, status } = await cuekit.tasks.create({ source: source(), owner: 'u1' })
    expect(status).toBe('queued')
    await cuekit.worker.start()
    await until(async () => (await cuekit.tasks.get(id)).status === 'succeeded')
    const task = await cuekit.tasks.get(id, { owner: 'u1' })
    expect(task.source).toMatchObject({ name: 'talk.wav', type: 'audio/wav', duration: 2 })
    expect(task.tracks).toHaveLength(1)
    expect(await cuekit.tasks.transcript(id)).toMatchObject({ text: 'two words', duration: 2 })
  })
})
