import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { CuekitError, type Transcript } from '@cuekit/core'
import type { EngineContext } from '@cuekit/core/engines'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { heard, testEngine, toneWav } from '../fixtures/speech.ts'
import { listen, type Listening } from '../listen.ts'
import { waterCycle } from '../sample.ts'

const host = 'http://emulator'
const key = { authorization: 'Bearer sk-test' }

interface Answer {
  status: string
  progress?: number
  result: Record<string, { message?: string; err_code?: number }>
}

let media: Listening
beforeAll(async () => {
  const sample = await readFile(waterCycle.audioUrl)
  media = await listen(async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/tone.wav') return new Response(toneWav())
    if (pathname === '/water.mp3') return new Response(new Uint8Array(sample))
    if (pathname === '/page') return new Response('<html>not audio, though long enough</html>')
    if (pathname === '/hops') {
      const left = Number(searchParams.get('left'))
      const location = left === 0 ? '/tone.wav' : `/hops?left=${left - 1}`
      return new Response(null, { status: 302, headers: { location } })
    }
    if (pathname === '/to-file') {
      return new Response(null, { status: 302, headers: { location: 'file:///etc/hostname' } })
    }
    if (pathname === '/slow') {
      await sleep(60_000, undefined, { signal: request.signal })
    }
    return new Response('', { status: 404 })
  })
})
afterAll(() => media.close())

const submit = (emulator: Emulator, body: unknown, headers: Record<string, string> = key) =>
  emulator.fetch(
    new Request(`${host}/302/vt/subtitle/extract`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  )

const poll = (emulator: Emulator, id: string, headers: Record<string, string> = key) =>
  emulator.fetch(new Request(`${host}/302/vt/tasks/subtitle/${id}`, { headers }))

async function start(emulator: Emulator, path: string, more: object = {}): Promise<string> {
  const answer = await submit(emulator, {
    audio_url: `${media.url}${path}`,
    language: 'en',
    ...more,
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { task_id: string }).task_id
}

async function until(emulator: Emulator, id: string, ...statuses: string[]): Promise<Answer> {
  for (;;) {
    const answer = (await (await poll(emulator, id)).json()) as Answer
    if (statuses.includes(answer.status)) return answer
    await sleep(5)
  }
}

const finish = (emulator: Emulator, id: string) => until(emulator, id, 'success', 'fail')

/** An engine that waits for the test. */
function gated() {
  let begin: (context: EngineContext) => void = () => {}
  let end: (transcript: Transcript) => void = () => {}
  const context = new Promise<EngineContext>((resolve) => (begin = resolve))
  const result = new Promise<Transcript>((resolve) => (end = resolve))
  const engine = testEngine((given) => {
    begin(given)
    return result
  })
  return { engine, context, finish: end }
}

describe('302 subtitle extraction', { timeout: 60_000 }, () => {
  it('answers the documented task for the sample, member for member', async () => {
    const emulator = createEmulator()
    const id = await start(emulator, '/water.mp3', { demucs: true })
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-e1$/)
    const documented: unknown = JSON.parse(await readFile(waterCycle.answerUrl, 'utf8'))
    expect(await finish(emulator, id)).toEqual(documented)
  })

  it('walks from processing with the engine’s progress to success', async () => {
    const gate = gated()
    const emulator = createEmulator({ engine: gate.engine })
    const id = await start(emulator, '/tone.wav')
    const context = await gate.context
    expect(await until(emulator, id, 'processing')).toEqual({ status: 'processing', result: {} })
    context.onEvent?.({ type: 'progress', progress: 0.426 })
    expect(await until(emulator, id, 'processing')).toEqual({
      status: 'processing',
      progress: 42,
      result: {},
    })
    gate.finish(heard)
    const words = [
      { word: 'Guten', start: 0.5, end: 0.8, score: 1 },
      { word: 'Tag.', start: 0.9, end: 1.25, score: 1 },
      { word: 'Bis', start: 60, end: 60.2 },
      { word: '5', start: 60.3, end: 60.5 },
      { word: 'Uhr!', start: 60.6, end: 61.004 },
    ]
    expect(await finish(emulator, id)).toEqual({
      status: 'success',
      result: {
        subtitile: {
          segments: [
            { start: 0.5, end: 1.25, text: ' Guten Tag.', words: words.slice(0, 2) },
            { start: 60, end: 61.004, text: 'Bis 5 Uhr!', words: words.slice(2) },
          ],
          word_segments: words,
        },
      },
    })
    expect(emulator.ledger.calls[0]?.billed).toEqual({ seconds: 61.2, usd: (61.2 / 60) * 0.003 })
  })

  it('keeps tasks over the limit in the queue until there is room', async () => {
    const gate = gated()
    const emulator = createEmulator({ engine: gate.engine, concurrency: 1 })
    const first = await start(emulator, '/tone.wav')
    await gate.context
    const second = await start(emulator, '/tone.wav')
    await sleep(20)
    const waiting = await (await poll(emulator, second)).json()
    expect(waiting).toEqual({ status: 'queue', result: {} })
    gate.finish(heard)
    expect((await finish(emulator, first)).status).toBe('success')
    expect((await finish(emulator, second)).status).toBe('success')
  })

  it('spells the result’s key as told', async () => {
    const emulator = createEmulator({ resultKey: 'subtitle' })
    const { result } = await finish(emulator, await start(emulator, '/water.mp3'))
    expect(Object.keys(result)).toEqual(['subtitle'])
  })

  it('hands the fetched file to the engine and removes it afterwards', async () => {
    const engine = testEngine()
    const emulator = createEmulator({ engine })
    await finish(emulator, await start(emulator, '/hops?left=4'))
    const [given] = engine.given
    expect(given?.options).toEqual({ language: 'en' })
    expect(given?.source).toMatchObject({ name: 'audio.wav', type: 'audio/wav', bytes: 32_044 })
    await expect(readFile(given?.source.path ?? '')).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('leaves the language to the engine for auto', async () => {
    const engine = testEngine()
    const emulator = createEmulator({ engine })
    await finish(emulator, await start(emulator, '/tone.wav', { language: 'auto' }))
    expect(engine.given[0]?.options).toEqual({})
  })

  it.each<[string, string, number | undefined, RegExp]>([
    ['that answers 404', '/gone', -10003, /it answered 404/],
    ['behind six redirects', '/hops?left=5', -10003, /more than 5 redirects/],
    ['that leads to a file', '/to-file', -10011, /http or https/],
    ['that is a page', '/page', -10011, /does not hold audio or video/],
    ['that takes too long', '/slow', -10003, /took longer than 0.2 s/],
    ['that is too big', '/water.mp3', -10011, /more than 50000 bytes/],
  ])('fails for a link %s', async (_, path, code, message) => {
    const engine = testEngine()
    const fetchTimeoutMs = path === '/slow' ? 200 : 60_000
    const emulator = createEmulator({ engine, fetchTimeoutMs, maxAudioBytes: 50_000 })
    const answer = await finish(emulator, await start(emulator, path))
    expect(answer.status).toBe('fail')
    expect(answer.result['error']).toMatchObject({
      err_code: code,
      message: expect.stringMatching(message),
    })
    expect(engine.given).toEqual([])
    expect(emulator.ledger.total()).toBe(0)
  })

  it('fails for a host that cannot be reached', async () => {
    const closed = await listen(async () => new Response())
    await closed.close()
    const emulator = createEmulator()
    const submitted = await submit(emulator, { audio_url: `${closed.url}/a.mp3`, language: 'en' })
    const { task_id: id } = (await submitted.json()) as { task_id: string }
    const { result } = await finish(emulator, id)
    expect(result['error']?.message).toBe('audio_url could not be fetched: it cannot be reached.')
  })

  it('fails and says what to install where nothing hears', async () => {
    const emulator = createEmulator()
    const { status, result } = await finish(emulator, await start(emulator, '/tone.wav'))
    expect(status).toBe('fail')
    expect(result['error']).toMatchObject({
      err_code: -10008,
      message: expect.stringContaining('apt-get install pocketsphinx'),
    })
  })

  it('fails with what the engine says, and not with what it lets slip', async () => {
    const thrown = [new CuekitError('unsupported_language', 'Only English.'), new Error('/secret')]
    const engine = testEngine(() => {
      throw thrown.shift()
    })
    const emulator = createEmulator({ engine })
    const first = await finish(emulator, await start(emulator, '/tone.wav'))
    expect(first.result['error']).toEqual({ err_code: -10009, message: 'Only English.' })
    const second = await finish(emulator, await start(emulator, '/tone.wav'))
    expect(second.result['error']).toEqual({ message: 'The engine behind this task failed.' })
  })

  it('stops running tasks when it is closed', async () => {
    const engine = testEngine(
      ({ signal }) =>
        new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    )
    const emulator = createEmulator({ engine })
    const id = await start(emulator, '/tone.wav')
    await until(emulator, id, 'processing')
    await emulator.close()
    expect((await finish(emulator, id)).status).toBe('fail')
  })
})

describe('302 errors', () => {
  it('says that the key is missing in the language of Lang', async () => {
    const emulator = createEmulator()
    const messages = []
    for (const lang of ['cn', 'en', 'jp', 'fr']) {
      const answer = await submit(emulator, {}, { lang })
      expect(answer.status).toBe(401)
      expect(answer.headers.get('request-id')).toMatch(/^[0-9a-f-]{36}$/)
      const { error } = (await answer.json()) as { error: Record<string, unknown> }
      expect(error).toMatchObject({ err_code: -10001, type: 'api_error' })
      expect(error['message']).toBe(error[`message_${lang === 'fr' ? 'en' : lang}`])
      messages.push(error['message'])
    }
    expect(new Set(messages).size).toBe(3)
  })

  it.each<[string, number, number, () => Promise<Response>]>([
    [
      'a wrong key',
      401,
      -10005,
      () => poll(createEmulator(), 'x', { authorization: 'Bearer wrong' }),
    ],
    ['an unknown task', 404, -10010, () => poll(createEmulator(), 'nobody-e1')],
    ['the empty task id of the documented sample', 404, -10010, () => poll(createEmulator(), '')],
    ['a body that is no JSON', 400, -10011, () => submit(createEmulator(), 'audio_url=x')],
    ['a body that is a list', 400, -10011, () => submit(createEmulator(), [])],
    ['no audio_url', 400, -10011, () => submit(createEmulator(), { language: 'en' })],
    [
      'a file as audio_url',
      400,
      -10011,
      () => submit(createEmulator(), { audio_url: 'file:///etc/passwd', language: 'en' }),
    ],
    [
      'demucs as a word',
      400,
      -10011,
      () => submit(createEmulator(), { audio_url: `${host}/a.mp3`, demucs: 'yes' }),
    ],
    [
      'separation only',
      400,
      -10009,
      () =>
        submit(createEmulator(), {
          audio_url: `${host}/a.mp3`,
          language: 'en',
          demucs: true,
          is_only_demucs: true,
        }),
    ],
    [
      'an operation not emulated yet',
      404,
      -10009,
      () =>
        createEmulator().fetch(
          new Request(`${host}/302/vt/subtitle/dub`, { method: 'POST', headers: key, body: '{}' }),
        ),
    ],
    [
      'the wrong method',
      405,
      -10011,
      () => createEmulator().fetch(new Request(`${host}/302/vt/subtitle/extract`)),
    ],
  ])('answers %s', async (_, status, code, ask) => {
    const answer = await ask()
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({
      error: { err_code: code, message: expect.any(String), type: 'api_error' },
    })
  })
})
