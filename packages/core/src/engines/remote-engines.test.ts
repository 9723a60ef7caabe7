import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { type CuekitError, isCuekitError } from '../errors/error.ts'
import { answerWith, serve } from '../http/fixtures/serve.ts'
import { ai302 } from './ai302.ts'
import { type EngineEvent, isRemoteEngine, type MediaSource } from './engine.ts'
import { letsapi } from './letsapi.ts'
import { openaiCompatible } from './openai-compatible.ts'

const documented = readFileSync(
  new URL('../wire/fixtures/302-task-transcribe-success.json', import.meta.url),
  'utf8',
)
const source = (over: Partial<MediaSource> = {}): MediaSource => ({
  name: 'talk.mp3',
  type: 'audio/mpeg',
  bytes: 3,
  duration: 4,
  async *open() {
    yield new Uint8Array([1, 2, 3])
  },
  ...over,
})
async function failure(work: Promise<unknown>): Promise<CuekitError> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!isCuekitError(error)) throw error
  return error
}

describe('letsapi', () => {
  it('asks for word times, tells about the upload and gives a transcript', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    const events: EngineEvent[] = []
    const engine = letsapi({ apiKey: 'k', baseURL: `${server.url}/v1` })
    const transcript = await engine.transcribe(
      source(),
      { language: 'en', prompt: 'P', temperature: 0.2 },
      { onEvent: (event) => events.push(event) },
    )
    expect(transcript).toMatchObject({
      language: 'en',
      duration: 4,
      segments: [{ start: 0, end: 4, text: 'Hi' }],
    })
    expect(transcript.warnings.map(({ code }) => code)).toContain('words_missing')
    const body = String(server.bodies[0])
    for (const part of [
      'whisper-1',
      'verbose_json',
      'timestamp_granularities[]',
      'filename="talk.mp3"',
    ]) {
      expect(body).toContain(part)
    }
    const sent = server.bodies[0]?.length
    expect(events.at(-1)).toEqual({ type: 'upload', sent, total: sent })
    expect(isRemoteEngine(engine)).toBe(false)
  })

  it('has the limits of its page, and leaves room for the form within 25 MiB', async () => {
    const { capabilities } = letsapi()
    expect(capabilities).toEqual({
      accepts: 'bytes',
      words: true,
      languages: 'any',
      maxBytes: 26_148_864,
      formats: ['mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'wav', 'webm'],
    })
    const server = await serve(answerWith(200, { text: 'Hi' }))
    const engine = letsapi({ apiKey: 'k', baseURL: server.url })
    const tooLarge = source({ bytes: 26_214_400 })
    expect((await failure(engine.transcribe(tooLarge))).code).toBe('payload_too_large')
    expect((await failure(engine.transcribe(source({ name: 'talk.flac' })))).code).toBe(
      'unsupported_media',
    )
    expect((await failure(engine.transcribe(source({ bytes: 0 })))).code).toBe('empty_file')
    expect(server.requests).toHaveLength(0)
  })

  it('can be made without a key, which is read when it is needed', async () => {
    vi.stubEnv('LETSAPI_API_KEY', '')
    const server = await serve(answerWith(200, { text: 'Hi' }))
    vi.stubEnv('LETSAPI_BASE_URL', `${server.url}/v1`)
    try {
      const engine = letsapi({ apiKey: process.env['LETSAPI_API_KEY_NOT_SET'] })
      const error = await failure(engine.transcribe(source()))
      expect([error.code, error.message]).toEqual([
        'missing_api_key',
        expect.stringContaining('LETSAPI_API_KEY'),
      ])
      vi.stubEnv('LETSAPI_API_KEY', 'later')
      await engine.transcribe(source())
      expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer later'])
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('openaiCompatible', () => {
  it('takes any server, without a key where it wants none', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    const engine = openaiCompatible({
      name: 'My server',
      baseURL: server.url,
      apiKey: null,
      model: 'base',
    })
    expect(engine.capabilities).toEqual({
      accepts: 'bytes',
      formats: 'any',
      words: true,
      languages: 'any',
    })
    await engine.transcribe(source({ name: 'talk.flac' }), { model: 'large' })
    expect(String(server.bodies[0])).toContain('large')
    expect(server.requests[0]?.headers.authorization).toBeUndefined()
  })

  it('names itself in its errors', async () => {
    const server = await serve(answerWith(401, ''))
    const engine = openaiCompatible({
      name: 'My server',
      baseURL: server.url,
      apiKey: 'k',
      model: 'base',
    })
    expect((await failure(engine.transcribe(source()))).message).toContain('My server')
  })
})

describe('ai302', () => {
  const media = source({ url: async () => 'https://me.test/media/1' })
  const start = async (task: unknown) => {
    const server = await serve((request, response, count, served) =>
      answerWith(200, request.method === 'POST' ? { task_id: 't-e1' } : task, {
        'retry-after': '0',
      })(request, response, count, served),
    )
    return { server, engine: ai302({ apiKey: 'k', baseURL: server.url }) }
  }

  it('hands over a link, then gives the job and polls it as often as it is asked', async () => {
    const { server, engine } = await start(documented)
    expect(isRemoteEngine(engine)).toBe(true)
    expect(engine.capabilities).toEqual({
      accepts: 'url',
      formats: 'any',
      words: true,
      languages: ['en', 'zh', 'ja'],
      languageRequired: true,
    })
    const job = await engine.submit(media, { language: 'en-GB' })
    expect(JSON.parse(String(server.bodies[0]))).toEqual({
      audio_url: 'https://me.test/media/1',
      language: 'en',
    })
    const result = await engine.poll(JSON.parse(JSON.stringify(job)))
    expect(result.status === 'succeeded' && result.transcript.segments).toHaveLength(3)
    expect(server.requests).toHaveLength(2)
  })

  it('says how long the service wants to be left alone', async () => {
    const { engine } = await start({ status: 'queue' })
    expect(await engine.poll(await engine.submit(media, { language: 'en' }))).toEqual({
      status: 'pending',
      retryAfterMs: 0,
    })
  })

  it('fails when the service gave up', async () => {
    const { engine } = await start({ status: 'fail', result: { error: 'no speech' } })
    const error = await failure(engine.poll(await engine.submit(media, { language: 'en' })))
    expect([error.code, error.retryable]).toEqual(['task_failed', false])
  })

  it('transcribes in one go', async () => {
    const { engine } = await start(documented)
    expect((await engine.transcribe(media, { language: 'en' })).language).toBe('en')
  })

  describe('with upload', () => {
    const link = 'https://file.test/talk.mp3'
    const open = async () => {
      const server = await serve((request, response, count, served) =>
        answerWith(
          200,
          request.url === '/302/upload-file' ? { code: 200, data: link } : { task_id: 't-e1' },
        )(request, response, count, served),
      )
      return { server, engine: ai302({ apiKey: 'k', baseURL: server.url, upload: '302' }) }
    }

    it('puts media without a public address on a host of 302.AI', async () => {
      const { server, engine } = await open()
      expect(engine.capabilities).toMatchObject({ accepts: 'bytes', maxBytes: 50_000_000 })
      const events: EngineEvent[] = []
      await engine.submit(source(), { language: 'en' }, { onEvent: (event) => events.push(event) })
      expect(server.requests.map(({ url }) => url)).toEqual([
        '/302/upload-file',
        '/302/vt/subtitle/extract',
      ])
      expect(server.bodies[0]?.includes(Buffer.from([1, 2, 3]))).toBe(true)
      expect(String(server.bodies[0])).toContain('filename="talk.mp3"')
      expect(JSON.parse(String(server.bodies[1]))).toMatchObject({ audio_url: link })
      const sent = server.bodies[0]?.length
      expect(events.at(-1)).toEqual({ type: 'upload', sent, total: sent })
    })

    it('uploads nothing where there is a link, and nothing that is refused anyway', async () => {
      const { server, engine } = await open()
      await engine.submit(media, { language: 'en' })
      expect((await failure(engine.submit(source(), { language: 'fr' }))).code).toBe(
        'unsupported_language',
      )
      expect(server.requests.map(({ url }) => url)).toEqual(['/302/vt/subtitle/extract'])
    })
  })

  it('does not poll a task of another kind', async () => {
    const { server, engine } = await start(documented)
    const job = await engine.submit(media, { language: 'en' })
    expect((await failure(engine.poll({ ...job, kind: 'burn' }))).code).toBe('handle_invalid')
    expect(server.requests).toHaveLength(1)
  })

  it.each<[string, MediaSource, string | undefined, string]>([
    ['media without a public address', source(), 'en', 'public_url_required'],
    ['a task without a language', media, undefined, 'unsupported_language'],
    ['a language that it is not known to take', media, 'fr', 'unsupported_language'],
  ])('refuses %s before anything is charged', async (_name, given, language, code) => {
    const { server, engine } = await start(documented)
    const error = await failure(engine.submit(given, language === undefined ? {} : { language }))
    expect([error.code, server.requests.length]).toEqual([code, 0])
    if (code === 'public_url_required') expect(error.message).toContain('publicUrl')
  })
})
