import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { type CuekitError, isCuekitError } from '../errors/error.ts'
import { answerWith, serve, type Served } from '../http/fixtures/serve.ts'
import type { WaitEvent } from '../polling/handle.ts'
import { createAI302Client } from './client.ts'
import type { ExtractResult } from './task-results.ts'

const documented = readFileSync(
  new URL('../wire/fixtures/302-task-transcribe-success.json', import.meta.url),
  'utf8',
)
const params = { audioUrl: 'https://media.test/a.mp3?sig=1', language: 'en' }
const schedule = () => 1
const client = (url: string, options = {}) =>
  createAI302Client({ baseURL: url, apiKey: 'k', retry: { baseDelay: 1, maxDelay: 1 }, ...options })

async function failure(work: Promise<unknown>): Promise<CuekitError> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!isCuekitError(error)) throw error
  return error
}

/** A service that takes a task and then gives these answers, the last one again and again. */
const service = (...answers: [status: number, body: unknown][]): Promise<Served> =>
  serve((request, response, count, served) => {
    if (request.method === 'POST')
      return answerWith(200, { task_id: 'abc-e1' })(request, response, count, served)
    const polls = served.requests.filter(({ method }) => method === 'GET').length
    const [status, body] = answers[Math.min(polls, answers.length) - 1] ?? [500, '']
    return answerWith(status, body, { 'request-id': `poll-${polls}` })(
      request,
      response,
      count,
      served,
    )
  })

describe('subtitles.extract', () => {
  it('submits once and reads the documented answer from the documented path', async () => {
    const server = await service(
      [200, { status: 'queue', result: {} }],
      [200, { status: 'processing', progress: 50 }],
      [200, documented],
    )
    const handle = await client(`${server.url}/proxy/`, {
      messageLanguage: 'jp',
    }).subtitles.extract({ ...params, demucs: true, duration: 16 })
    expect(handle.toJSON()).toMatchObject({
      v: 1,
      id: 'abc-e1',
      baseURL: `${server.url}/proxy`,
      kind: 'transcribe',
    })

    const events: WaitEvent<ExtractResult>[] = []
    const { transcript } = await handle.result({ schedule, onEvent: (event) => events.push(event) })
    expect([transcript.segments.length, transcript.language, transcript.duration]).toEqual([
      3,
      'en',
      16,
    ])
    expect(transcript.warnings).toEqual([])
    expect(events).toEqual([
      { type: 'status', status: 'queued', raw: 'queue' },
      { type: 'status', status: 'processing', raw: 'processing', progress: 50 },
      { type: 'succeeded', result: { transcript } },
    ])
    expect(
      server.requests.map(({ method, url, headers }) => [method, url, headers['lang']]),
    ).toEqual([
      ['POST', '/proxy/302/vt/subtitle/extract', 'jp'],
      ['GET', '/proxy/302/vt/tasks/subtitle/abc-e1', 'jp'],
      ['GET', '/proxy/302/vt/tasks/subtitle/abc-e1', 'jp'],
      ['GET', '/proxy/302/vt/tasks/subtitle/abc-e1', 'jp'],
    ])
    expect(JSON.parse(String(server.bodies[0]))).toEqual({
      audio_url: params.audioUrl,
      language: 'en',
      demucs: true,
    })
  })

  it('outlives failures of a poll without a second task', async () => {
    const server = await service([502, '<html>'], [404, ''], [200, '{"status":'], [200, documented])
    const handle = await client(server.url).subtitles.extract(params)
    const events: string[] = []
    const { transcript } = await handle.result({
      schedule,
      onEvent: ({ type }) => events.push(type),
    })
    expect(transcript.segments).toHaveLength(3)
    expect(events).toEqual(['poll-error', 'poll-error', 'poll-error', 'succeeded'])
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it.each<[string, unknown, string]>([
    ['no task', {}, 'invalid_response'],
    ['an empty id', { task_id: '' }, 'invalid_response'],
    [
      'an error with status 200',
      { error: { err_code: -10004, message: 'no balance' } },
      'insufficient_balance',
    ],
    ['a web page', '<html>', 'invalid_response'],
  ])('says so when the answer names %s', async (_name, body, code) => {
    const server = await serve(answerWith(200, body))
    const error = await failure(client(server.url).subtitles.extract(params))
    expect([error.code, server.requests.length]).toEqual([code, 1])
  })

  it('submits once after 500, and again when there was no channel', async () => {
    const broken = await serve(answerWith(500, ''))
    expect(await failure(client(broken.url).subtitles.extract(params))).toMatchObject({
      code: 'upstream_error',
      retryable: false,
    })
    expect(broken.requests).toHaveLength(1)
    const full = await serve(
      answerWith(500, { error: { err_code: -10008, message: 'no available channels' } }),
    )
    expect(await failure(client(full.url).subtitles.extract(params))).toMatchObject({
      code: 'no_channel',
      attempts: 3,
    })
    expect(full.requests).toHaveLength(3)
  })

  it.each([
    [{ language: 'en' }],
    [{ audioUrl: 'file:///etc/passwd', language: 'en' }],
    [{ ...params, language: '' }],
    [{ ...params, lang: 'en' }],
  ])('refuses %j', async (wrong) => {
    const error = await failure(client('http://127.0.0.1:9').subtitles.extract(wrong as never))
    expect(error.code).toBe('invalid_option')
    expect(error.message).not.toContain('passwd')
  })
})

describe('a handle', () => {
  const submit = async (...answers: [number, unknown][]) => {
    const server = await service(...answers)
    return { server, handle: await client(server.url).subtitles.extract(params) }
  }

  it.each<[string, unknown, string]>([
    ['a number', 12345, '12345'],
    ['base64', 'a+b/c==', 'a%2Bb%2Fc%3D%3D'],
  ])('keeps a task whose id is %s: it is paid for', async (_name, id, path) => {
    const server = await serve((request, response, count, served) =>
      answerWith(200, request.method === 'POST' ? { task_id: id } : documented)(
        request,
        response,
        count,
        served,
      ),
    )
    const handle = await client(server.url).subtitles.extract(params)
    expect((await handle.result({ schedule })).transcript.segments).toHaveLength(3)
    expect(server.requests[1]?.url).toBe(`/302/vt/tasks/subtitle/${path}`)
  })

  it('keeps a key in the query of the address out of what is stored', async () => {
    const server = await serve(answerWith(200, { task_id: 'abc' }))
    const made = client(`${server.url}/proxy?api-key=in-the-query`, { apiKey: null })
    const handle = await made.subtitles.extract(params)
    expect(JSON.stringify(handle)).not.toContain('in-the-query')
    expect(handle.baseURL).toBe(`${server.url}/proxy`)
    expect(server.requests[0]?.url).toBe('/proxy/302/vt/subtitle/extract?api-key=in-the-query')
  })

  it('is resumed by another client of the same address only', async () => {
    const { server, handle } = await submit([200, documented])
    const stored: unknown = JSON.parse(JSON.stringify(handle))
    const resumed = client(server.url).tasks.resume(stored, { kind: 'transcribe' })
    expect((await resumed.result({ schedule })).transcript.segments).toHaveLength(3)
    expect(() => client('http://elsewhere.test').tasks.resume(stored)).toThrow(
      expect.objectContaining({ code: 'handle_invalid' }),
    )
  })

  it('fails with the reason of the service and with itself', async () => {
    const { handle } = await submit([
      200,
      { status: 'fail', result: { error: { err_code: -1024, message: 'timed out' } } },
    ])
    const error = await failure(handle.result({ schedule }))
    expect(error).toMatchObject({
      code: 'task_failed',
      upstreamCode: '-1024',
      handle: handle.toJSON(),
    })
    expect(error.message).toContain('timed out')
  })

  it('looks twice more when success comes without a result', async () => {
    const late = await submit(
      [200, { status: 'success' }],
      [200, { status: 'success', result: {} }],
      [200, documented],
    )
    expect((await late.handle.result({ schedule })).transcript.segments).toHaveLength(3)
    const never = await submit([200, { status: 'success', result: null }])
    expect((await failure(never.handle.result({ schedule }))).code).toBe('empty_result')
    expect(never.server.requests).toHaveLength(1 + 3)
  })

  it('stops when the key is refused', async () => {
    const { handle, server } = await submit([
      401,
      { error: { err_code: -10005, message: 'expired' } },
    ])
    expect((await failure(handle.result({ schedule }))).code).toBe('upstream_authentication')
    expect(server.requests).toHaveLength(2)
  })

  it('ends its wait at the deadline although the request hangs, and can be resumed', async () => {
    const server = await serve((request, response, count, served) =>
      request.method === 'POST'
        ? answerWith(200, { task_id: 'x' })(request, response, count, served)
        : undefined,
    )
    const handle = await client(server.url).subtitles.extract(params)
    const error = await failure(handle.result({ schedule, deadlineMs: 60 }))
    expect(error).toMatchObject({ code: 'wait_timeout', retryable: true, handle: handle.toJSON() })
  })

  it('never repeats the key, not even from an answer with status 200', async () => {
    const body = { error: { err_code: -10001, message: 'bad key plain-key-of-mine' } }
    const server = await serve(answerWith(200, body))
    const { subtitles, tasks } = client(server.url, { apiKey: 'plain-key-of-mine' })
    for (const error of [await failure(subtitles.extract(params)), await failure(tasks.get('x'))]) {
      expect(error.code).toBe('upstream_authentication')
      expect(error.message).not.toContain('plain-key')
    }
    expect(server.requests.map(({ url }) => url)).toEqual([
      '/302/vt/subtitle/extract',
      '/302/vt/tasks/subtitle/x',
    ])
  })

  it('looks once when asked once', async () => {
    const { server, handle } = await submit([200, { status: 'queue' }], [503, ''])
    const { tasks } = client(server.url)
    expect(await tasks.get(handle)).toMatchObject({ status: 'queued', raw: 'queue' })
    expect((await failure(tasks.get('abc-e1'))).code).toBe('upstream_error')
    expect(server.requests).toHaveLength(3)
    for (const id of [' ', '.', '..']) {
      expect((await failure(tasks.get(id))).code).toBe('handle_invalid')
    }
    expect(server.requests).toHaveLength(3)
  })
})

describe('createAI302Client', () => {
  it('reads key and address from the environment', async () => {
    const server = await service([200, documented])
    vi.stubEnv('AI302_API_KEY', 'from-env')
    vi.stubEnv('AI302_BASE_URL', server.url)
    try {
      await createAI302Client().subtitles.extract(params)
      expect(server.requests[0]?.headers.authorization).toBe('Bearer from-env')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('has the public address by default and wants a key', async () => {
    vi.stubEnv('AI302_API_KEY', '')
    vi.stubEnv('AI302_BASE_URL', '')
    try {
      const made = createAI302Client()
      expect(made.baseURL).toBe('https://api.302.ai')
      const error = await failure(made.subtitles.extract(params))
      expect([error.code, error.message]).toEqual([
        'missing_api_key',
        expect.stringContaining('AI302_API_KEY'),
      ])
    } finally {
      vi.unstubAllEnvs()
    }
  })
})
