import { createReadStream } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isCuekitError } from '@cuekit/core'
import { describe, expect, it } from 'vitest'
import { fakeEngine } from './fixtures/fake-engine.ts'
import { openServer, testFolder } from './fixtures/open-server.ts'
import { wave, waveBytes } from './fixtures/wave.ts'
import { memoryStore } from './memory/store.ts'
import { openSource } from './task-input.ts'

async function* bytes(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}

/** Files of all tasks, whatever state they are in. */
async function files(folder: string): Promise<string[]> {
  const entries = await readdir(join(folder, 'blobs'), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
}

const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (isCuekitError(error) ? error.code : String(error)),
  )

describe('tasks.create', () => {
  it('stores what it is given under names of its own', async () => {
    const server = await openServer()
    const id = await server.add({
      source: { body: wave(), name: '../../etc/pass\u202Ewd\u0000 talk.WAV', type: 'text/html' },
    })
    const task = await server.tasks.get(id)
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(task).toMatchObject({
      status: 'queued',
      owner: 'u1',
      source: {
        name: 'passwd talk.WAV',
        type: 'audio/wav',
        bytes: waveBytes(1),
        blob: `${id}/source.wav`,
      },
    })
    expect(await files(server.folder)).toEqual(['source.wav'])
    expect(server.events).toMatchObject([{ type: 'task_created', taskId: id }])
  })

  it.each([
    ['an empty file', 'empty_file', () => ({ body: bytes(), name: 'a.mp3' })],
    [
      'a page named as media',
      'unsupported_media',
      () => ({ body: bytes('<!doctype html><html><body>'), name: 'a.mp4' }),
    ],
    [
      'a playlist',
      'unsupported_media',
      () => ({ body: bytes('#EXTM3U\n#EXTINF:10,\nfile.ts\n'), name: 'a.mp3' }),
    ],
    [
      'fewer bytes than declared',
      'body_truncated',
      () => ({ body: wave(), name: 'a.wav', bytes: waveBytes(1) + 1 }),
    ],
    [
      'nothing where bytes were declared',
      'body_truncated',
      () => ({ body: bytes(), name: 'a.wav', bytes: 5 }),
    ],
    [
      'more than is allowed',
      'payload_too_large',
      () => ({ body: wave({ seconds: 20 }), name: 'a.wav' }),
    ],
    [
      'a declaration of more than is allowed',
      'payload_too_large',
      () => ({ body: wave(), name: 'a.wav', bytes: 10_000_000 }),
    ],
  ])('refuses %s and keeps nothing', async (_what, code, source) => {
    const server = await openServer({ limits: { maxBytes: 100_000 } })
    expect(await codeOf(server.add({ source: source() }))).toBe(code)
    expect(await files(server.folder)).toEqual([])
    expect((await server.tasks.list({ owner: 'u1' })).tasks).toEqual([])
  })

  it('does not read on when the first bytes are no media', async () => {
    let read = 0
    async function* body(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1000
        yield Buffer.alloc(1000, 'x')
      }
    }
    const server = await openServer()
    expect(await codeOf(server.add({ source: { body: body(), name: 'a.mp3' } }))).toBe(
      'unsupported_media',
    )
    expect(read).toBeLessThanOrEqual(5000)
  })

  it('names the proxy of Next when a body was cut where it cuts', async () => {
    const server = await openServer()
    async function* cut(): AsyncGenerator<Uint8Array> {
      let left = 10 * 1024 ** 2 - 20_000
      for await (const chunk of wave({ seconds: 1000 })) {
        if (left < chunk.byteLength) return
        left -= chunk.byteLength
        yield chunk
      }
    }
    const source = { body: cut(), name: 'a.wav', bytes: 16_000_044 }
    await expect(server.add({ source })).rejects.toMatchObject({
      code: 'body_truncated',
      message: expect.stringContaining('experimental.proxyClientMaxBodySize'),
    })
    const early = { body: wave(), name: 'a.wav', bytes: 16_000_044 }
    await expect(server.add({ source: early })).rejects.toMatchObject({
      message: expect.not.stringContaining('proxyClientMaxBodySize'),
    })
  })

  it('keeps nothing of an upload that breaks off, is aborted, or stalls while aborted', async () => {
    const server = await openServer()
    async function* breaks(): AsyncGenerator<Uint8Array> {
      yield* wave()
      throw new Error('ECONNRESET')
    }
    expect(await codeOf(server.add({ source: { body: breaks(), name: 'a.wav' } }))).toBe(
      'body_truncated',
    )
    const aborter = new AbortController()
    async function* stalls(): AsyncGenerator<Uint8Array> {
      yield* wave()
      setTimeout(() => aborter.abort(), 5)
      await new Promise(() => {})
    }
    const { signal } = aborter
    expect(await codeOf(server.add({ source: { body: stalls(), name: 'a.wav' }, signal }))).toBe(
      'aborted',
    )
    expect(await files(server.folder)).toEqual([])
  })

  it('keeps nothing when the store refuses: quota, another use of the key', async () => {
    const server = await openServer({ limits: { maxActiveTasks: 2 } })
    await server.add({ idempotencyKey: 'k' })
    expect(
      await codeOf(
        server.add({
          idempotencyKey: 'k',
          source: { body: wave({ seconds: 2 }), name: 'talk.wav' },
        }),
      ),
    ).toBe('idempotency_conflict')
    expect(await codeOf(server.add({ idempotencyKey: 'k', language: 'fr' }))).toBe(
      'idempotency_conflict',
    )
    await server.add()
    expect(await codeOf(server.add())).toBe('quota_exceeded')
    expect(await files(server.folder)).toHaveLength(2)
    expect(await codeOf(server.add({ owner: 'u2' }))).toBe('no error')
  })

  it('reads nothing of an upload when the quota is used up', async () => {
    const server = await openServer({ limits: { maxActiveTasks: 1 } })
    await server.add()
    let read = 0
    async function* body() {
      read += 1
      yield* wave()
    }
    expect(await codeOf(server.add({ source: { body: body(), name: 'a.wav' } }))).toBe(
      'quota_exceeded',
    )
    expect(read).toBe(0)
  })

  it('makes one task of fifty equal requests with one key', async () => {
    const server = await openServer()
    const ids = await Promise.all(
      Array.from({ length: 50 }, () => server.add({ idempotencyKey: 'k' })),
    )
    expect(new Set(ids).size).toBe(1)
    expect(await files(server.folder)).toHaveLength(1)
    expect(server.events).toHaveLength(1)
  })

  it('takes a file of this machine, and says which one is missing without its path', async () => {
    const server = await openServer()
    const path = join(server.folder, 'talk.wav')
    await writeFile(path, wave({ seconds: 2 }))
    const task = await server.tasks.create({ source: { path }, owner: 'u1' })
    expect(task.source).toMatchObject({ name: 'talk.wav', bytes: waveBytes(2) })
    const missing = join(server.folder, 'missing.wav')
    const error = await server.add({ source: { path: missing } }).catch((e: unknown) => e)
    expect(error).toMatchObject({ code: 'invalid_request' })
    expect(JSON.stringify(error)).toContain('missing.wav')
    expect(JSON.stringify(error)).not.toContain(server.folder)
  })

  it('opens a file with the first read: one that is refused for its size would stay open', async () => {
    const path = join(await testFolder(), 'talk.wav')
    await writeFile(path, 'text')
    const { body } = await openSource({ path })
    await rm(path)
    await expect(body[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('takes options that follow the bytes', async () => {
    const server = await openServer({ engine: fakeEngine({ languages: ['en', 'de'] }) })
    let read = false
    async function* body(): AsyncGenerator<Uint8Array> {
      yield* wave()
      read = true
    }
    const id = await server.add({
      source: { body: body(), name: 'a.wav' },
      language: 'en',
      prompt: 'first',
      lateOptions: () => ({ language: read ? 'de' : 'fr' }),
    })
    expect((await server.tasks.get(id)).options).toEqual({ language: 'de', prompt: 'first' })
    expect(await codeOf(server.add({ lateOptions: () => ({ language: 'fr' }) }))).toBe(
      'unsupported_language',
    )
    expect(await files(server.folder)).toHaveLength(1)
  })

  it('asks for the language before it keeps a file, where the engine does not detect it', async () => {
    const server = await openServer({
      engine: fakeEngine({ languages: ['en', 'zh'], languageRequired: true }),
    })
    await expect(server.add()).rejects.toMatchObject({
      code: 'unsupported_language',
      message: expect.stringContaining('en, zh'),
    })
    expect(await codeOf(server.add({ lateOptions: () => ({}) }))).toBe('unsupported_language')
    expect(await files(server.folder)).toEqual([])
    await server.add({ lateOptions: () => ({ language: 'zh' }) })
  })

  it('refuses what it does not know, naming it', async () => {
    const server = await openServer({ engine: fakeEngine({ languages: ['en'] }) })
    const bad = (input: object) => server.add(input as never)
    await expect(bad({ langauge: 'en' })).rejects.toMatchObject({
      code: 'invalid_option',
      message: expect.stringContaining('`langauge`'),
    })
    await expect(bad({ temperature: 2 })).rejects.toMatchObject({
      message: expect.stringContaining('`temperature` must be 0 to 1'),
    })
    await expect(bad({ source: { url: 'https://x.example' } })).rejects.toMatchObject({
      code: 'invalid_option',
      message: expect.stringContaining('`source` must be { path } or { body, name }'),
    })
    expect(await codeOf(bad({ language: 'fr' }))).toBe('unsupported_language')
  })

  it('streams 64 MB without holding them', async () => {
    const server = await openServer()
    const path = join(server.folder, 'large.wav')
    await writeFile(path, wave({ seconds: 4194, rate: 8000 }))
    // Garbage is not growth: collect it before each look, which needs V8's own function for it.
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const held = (): number => {
      collect()
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      return arrayBuffers + heapUsed
    }
    const before = held()
    let most = 0
    async function* watched(): AsyncGenerator<Uint8Array> {
      let count = 0
      for await (const chunk of createReadStream(path)) {
        count += 1
        if (count % 100 === 0) most = Math.max(most, held() - before)
        yield chunk as Uint8Array
      }
    }
    const id = await server.add({ source: { body: watched(), name: 'large.wav' } })
    const { bytes: size } = (await server.tasks.get(id)).source
    expect(size).toBeGreaterThan(64_000_000)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(8_000_000)
  }, 60_000)
})

describe('tasks of another owner', () => {
  it('are not found, whatever is asked', async () => {
    const server = await openServer()
    const id = await server.add()
    const { tasks } = server
    for (const ask of [tasks.get, tasks.cancel, tasks.retry, tasks.delete]) {
      expect(await codeOf(ask(id, 'u2'))).toBe('not_found')
    }
    expect((await tasks.list({ owner: 'u2' })).tasks).toEqual([])
    expect(await tasks.get(id, 'u1')).toMatchObject({ status: 'queued' })
  })
})

describe('cancel, retry, delete', () => {
  it('cancel once and again, but not what has ended', async () => {
    const server = await openServer()
    const id = await server.add()
    expect((await server.tasks.cancel(id)).status).toBe('cancelled')
    expect((await server.tasks.cancel(id)).status).toBe('cancelled')
    const done = await server.add()
    await server.finish(done)
    expect(await codeOf(server.tasks.cancel(done))).toBe('task_final')
    expect(await codeOf(server.tasks.cancel('unknown'))).toBe('not_found')
  })

  it('retry only what failed or was cancelled', async () => {
    const server = await openServer()
    const id = await server.add()
    expect(await codeOf(server.tasks.retry(id))).toBe('task_not_ready')
    await server.tasks.cancel(id)
    expect((await server.tasks.retry(id)).status).toBe('queued')
    await server.finish(id)
    expect(await codeOf(server.tasks.retry(id))).toBe('task_final')
  })

  it('retry within the quota: cancelling and retrying is no way around it', async () => {
    const server = await openServer({ limits: { maxActiveTasks: 1 } })
    const id = await server.add()
    await server.tasks.cancel(id)
    await server.add()
    expect(await codeOf(server.tasks.retry(id))).toBe('quota_exceeded')
    expect((await server.tasks.retry(id, 'u1', { maxActiveTasks: 2 })).status).toBe('queued')
  })

  it('do not retry without media', async () => {
    const store = memoryStore()
    const server = await openServer({ ports: { store } })
    const id = await server.add()
    await server.tasks.cancel(id)
    await store.markPurged(id)
    expect(await codeOf(server.tasks.retry(id))).toBe('media_expired')
  })

  it('delete the task with its media', async () => {
    const server = await openServer()
    const id = await server.add()
    await server.finish(id)
    await server.tasks.delete(id, 'u1')
    expect(await codeOf(server.tasks.get(id))).toBe('not_found')
    expect(await codeOf(server.tasks.delete(id))).toBe('not_found')
    expect(await files(server.folder)).toEqual([])
  })
})
