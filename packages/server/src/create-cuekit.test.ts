import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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

  it('gives the first instance again to whoever asks by its name, and a conflict otherwise', async () => {
    const first = create({ name: 'shared' })
    expect(create({ name: 'shared' })).toBe(first)
    const other = () => create({ name: 'shared', storage: join(folder, 'other') })
    expect(other).toThrow(expect.objectContaining({ code: 'instance_conflict' }))
    expect(() => create({ name: 'shared', engine: fakeEngine({ name: 'second' }) })).toThrow(
      'pass another `name`',
    )
    await first.close()
    expect(other()).not.toBe(first)
  })

  it('shares its instance between two copies of this package, as bundlers make them', async () => {
    const first = create({ name: 'bundled' })
    vi.resetModules()
    const copy = await import('./create-cuekit.ts')
    expect(copy.createCuekit).not.toBe(createCuekit)
    const second = copy.createCuekit({
      engine: fakeEngine(),
      authorize: () => null,
      storage: folder,
      name: 'bundled',
    })
    expect(second).toBe(first)
  })

  it('touches no disk and starts no worker before it is used', async () => {
    const storage = join(folder, 'untouched')
    create({ storage })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await readdir(folder)).toEqual([])
  })

  it('starts its worker with the first request', async () => {
    const cuekit = create()
    const { id } = await cuekit.tasks.create({ source: source(), owner: 'u1' })
    const response = await cuekit.handle(new Request(`http://x/api/cuekit/tasks/${id}`))
    expect(response.status).toBe(200)
    await until(async () => (await cuekit.tasks.get(id)).status === 'succeeded')
  })

  it('keeps its secret in the folder, so that links outlive it', async () => {
    const first = create()
    const { id, mediaUrl } = await first.tasks.create({ source: source(), owner: 'u1' })
    expect(mediaUrl).toContain(id)
    expect((await readdir(folder)).sort()).toEqual(['blobs', 'secret'])
  })

  it('has no transcript before there is one, and no task of others', async () => {
    const cuekit = create()
    const { id } = await cuekit.tasks.create({ source: source(), owner: 'u1' })
    await expect(cuekit.tasks.transcript(id)).rejects.toMatchObject({ code: 'task_not_ready' })
    await expect(cuekit.tasks.transcript(id, { owner: 'u2' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await cuekit.tasks.list({ owner: 'u1' })).tasks).toMatchObject([{ id }])
    expect(await cuekit.tasks.cancel(id)).toMatchObject({ status: 'cancelled' })
    expect(await cuekit.tasks.retry(id)).toMatchObject({ status: 'queued' })
    await cuekit.tasks.delete(id)
    await expect(cuekit.tasks.get(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('breaks uploads off when closed, and leaves nothing of them', async () => {
    const cuekit = create()
    async function* stalled() {
      for await (const chunk of wave({ seconds: 1 })) yield chunk
      await new Promise(() => {})
    }
    const upload = cuekit.tasks.create({ source: { body: stalled(), name: 'a.wav' }, owner: 'u1' })
    const refused = expect(upload).rejects.toMatchObject({ code: 'shutting_down' })
    await until(async () =>
      (await readdir(folder, { recursive: true })).some((n) => n.endsWith('part')),
    )
    await cuekit.close()
    expect((await readdir(folder, { recursive: true })).filter((n) => n.endsWith('part'))).toEqual(
      [],
    )
    await refused
  })

  it('names a signal that is none', async () => {
    const signal = {} as AbortSignal
    const made = create().tasks.create({ source: source(), owner: 'u1', signal })
    await expect(made).rejects.toMatchObject({ code: 'invalid_option' })
  })

  it('is over when closed', async () => {
    const cuekit = create()
    await cuekit.worker.start()
    await cuekit.close()
    await cuekit.close()
    const response = await cuekit.handle(new Request('http://x/api/cuekit/tasks'))
    expect(response.status).toBe(503)
    await expect(cuekit.worker.start()).rejects.toMatchObject({ code: 'shutting_down' })
  })
})
