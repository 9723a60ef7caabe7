import { CuekitError } from '@cuekit/core'
import { describe, expect, it } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { heard, testEngine, toneWav } from '../fixtures/speech.ts'

interface Upload {
  file?: Blob
  name?: string
  key?: string | null
  path?: string
  fields?: [name: string, value: string][]
}

/** A request as an OpenAI client makes it. */
function upload({
  file = new Blob([toneWav()]),
  name = 'talk.wav',
  key = 'sk-test',
  path = '/v1/audio/transcriptions',
  fields = [['model', 'whisper-1']],
}: Upload = {}): Request {
  const form = new FormData()
  form.set('file', file, name)
  for (const [field, value] of fields) form.append(field, value)
  return new Request(`http://emulator${path}`, {
    method: 'POST',
    body: form,
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  })
}

const whisper = (...fields: [string, string][]): Upload => ({
  fields: [['model', 'whisper-1'], ...fields],
})

const hears = () => createEmulator({ engine: testEngine() })

describe('POST /v1/audio/transcriptions', { timeout: 60_000 }, () => {
  it('answers json by default, also without /v1', async () => {
    for (const path of ['/v1/audio/transcriptions', '/audio/transcriptions']) {
      const response = await hears().fetch(upload({ path }))
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
      expect(await response.json()).toEqual({
        text: 'Guten Tag. Bis 5 Uhr!',
        usage: { type: 'duration', seconds: 62 },
      })
    }
  })

  it('answers text, srt and vtt as plain bodies', async () => {
    const answers = []
    for (const format of ['text', 'srt', 'vtt']) {
      const response = await hears().fetch(upload(whisper(['response_format', format])))
      answers.push([response.headers.get('content-type'), await response.text()])
    }
    expect(answers).toEqual([
      ['text/plain; charset=utf-8', 'Guten Tag. Bis 5 Uhr!\n'],
      [
        'application/x-subrip',
        '1\n00:00:00,500 --> 00:00:01,250\nGuten Tag.\n\n2\n00:01:00,000 --> 00:01:01,004\nBis 5 Uhr!\n\n',
      ],
      [
        'text/vtt',
        'WEBVTT\n\n00:00.500 --> 00:01.250\nGuten Tag.\n\n01:00.000 --> 01:01.004\nBis 5 Uhr!\n\n',
      ],
    ])
  })

  it('answers verbose_json with the language as a name and ten members in each segment', async () => {
    const response = await hears().fetch(
      upload(whisper(['response_format', 'verbose_json'], ['temperature', '0.2'])),
    )
    const rest = { tokens: [], temperature: 0.2, avg_logprob: 0, no_speech_prob: 0 }
    expect(await response.json()).toEqual({
      task: 'transcribe',
      language: 'german',
      duration: 61.2,
      text: 'Guten Tag. Bis 5 Uhr!',
      segments: [
        {
          id: 0,
          seek: 0,
          start: 0.5,
          end: 1.25,
          text: ' Guten Tag.',
          ...rest,
          compression_ratio: 10 / 18,
        },
        {
          id: 1,
          seek: 6000,
          start: 60,
          end: 61.004,
          text: ' Bis 5 Uhr!',
          ...rest,
          compression_ratio: 10 / 18,
        },
      ],
      usage: { type: 'duration', seconds: 62 },
    })
  })

  it('adds words, without punctuation, only when asked for', async () => {
    const response = await hears().fetch(
      upload(
        whisper(
          ['response_format', 'verbose_json'],
          ['timestamp_granularities[]', 'word'],
          ['timestamp_granularities[]', 'segment'],
        ),
      ),
    )
    const { words } = (await response.json()) as { words: unknown }
    expect(words).toEqual([
      { word: 'Guten', start: 0.5, end: 0.8 },
      { word: 'Tag', start: 0.9, end: 1.25 },
      { word: 'Bis', start: 60, end: 60.2 },
      { word: '5', start: 60.3, end: 60.5 },
      { word: 'Uhr', start: 60.6, end: 61.004 },
    ])
  })

  it('hands the options to the engine; empty fields and unknown ones count for nothing', async () => {
    const engine = testEngine()
    const response = await createEmulator({ engine }).fetch(
      upload(
        whisper(
          ['language', 'de'],
          ['prompt', 'Zeiten'],
          ['temperature', '0.5'],
          ['response_format', ''],
          ['nonsense', '1'],
        ),
      ),
    )
    expect(response.status).toBe(200)
    expect(engine.given[0]?.options).toEqual({ language: 'de', prompt: 'Zeiten', temperature: 0.5 })
    expect(engine.given[0]?.source).toMatchObject({
      name: 'talk.wav',
      type: 'audio/wav',
      bytes: 32_044,
    })
  })

  it('answers a wrong key as recorded: JSON as text/plain, masked, with status beside error', async () => {
    const key = 'nk-proj-0123456789abcdef9900'
    const response = await hears().fetch(upload({ key }))
    expect(response.status).toBe(401)
    expect(response.headers.get('content-type')).toBe('text/plain')
    const text = await response.text()
    expect(text).not.toContain('0123456789')
    expect(JSON.parse(text)).toEqual({
      error: {
        message:
          'Incorrect API key provided: nk-proj-****************9900. You can find your API key at https://platform.openai.com/account/api-keys.',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_api_key',
      },
      status: 401,
    })
  })

  it('never echoes a short key', async () => {
    const response = await hears().fetch(upload({ key: 'hunter2' }))
    expect(await response.text()).toContain('provided: hu*****.')
  })

  it('takes only the keys it was given', async () => {
    const emulator = createEmulator({ engine: testEngine(), apiKeys: ['mine'] })
    expect((await emulator.fetch(upload({ key: 'mine' }))).status).toBe(200)
    expect((await emulator.fetch(upload({ key: 'sk-test' }))).status).toBe(401)
    expect((await emulator.fetch(upload({ key: null }))).status).toBe(401)
  })

  it('answers 413 as recorded for one byte over 25 MiB of body, and takes 25 MiB', async () => {
    const wav = toneWav()
    const probe = upload({ file: new Blob([wav, new Uint8Array(20_000_000)]) })
    const overhead = (await probe.arrayBuffer()).byteLength - wav.length - 20_000_000
    const padded = (total: number): Upload => ({
      file: new Blob([wav, new Uint8Array(total - wav.length - overhead)]),
    })
    expect((await hears().fetch(upload(padded(26_214_400)))).status).toBe(200)

    const response = await hears().fetch(upload(padded(26_214_401)))
    expect(response.status).toBe(413)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual({
      error: {
        message: '413: Maximum content size limit (26214400) exceeded (26214401 bytes read)',
        type: 'server_error',
        param: null,
        code: null,
      },
      usage: { seconds: 0, type: 'duration' },
    })
  })

  it('believes the extension and nothing else', async () => {
    const response = await hears().fetch(upload({ name: 'audio.bin' }))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      error: {
        message: 'Unsupported file format bin',
        type: 'invalid_request_error',
        param: 'file',
        code: 'unsupported_value',
      },
    })
  })

  const corrupted = {
    error: {
      message: 'Audio file might be corrupted or unsupported',
      type: 'invalid_request_error',
      param: 'file',
      code: 'invalid_value',
    },
  }

  it('refuses bytes that are no media, even where nothing could hear them', async () => {
    for (const emulator of [hears(), createEmulator()]) {
      const response = await emulator.fetch(
        upload({ file: new Blob(['not audio at all, only text']) }),
      )
      expect(response.status).toBe(400)
      expect(await response.json()).toEqual(corrupted)
    }
  })

  it('tells an engine that cannot read the media as the service would', async () => {
    const engine = testEngine(() => {
      throw new CuekitError('unreadable_media', 'The media cannot be read.')
    })
    const response = await createEmulator({ engine }).fetch(upload())
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(corrupted)
  })

  it('answers 503 and says what to install where nothing hears, and never invents text', async () => {
    const response = await createEmulator().fetch(upload())
    expect(response.status).toBe(503)
    const { error } = (await response.json()) as { error: { message: string; type: string } }
    expect(error).toMatchObject({ type: 'server_error', param: null, code: null })
    expect(error.message).toMatch(/createEmulator\(\{ engine: .*apt-get install pocketsphinx/)
  })

  it('keeps what an unknown fault of the engine says to itself', async () => {
    const engine = testEngine(() => {
      throw new Error('ENOENT /srv/secret')
    })
    const response = await createEmulator({ engine }).fetch(upload())
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
  })

  it.each<[string, Upload, number, object]>([
    ['no model', { fields: [] }, 400, { param: 'model' }],
    [
      'an unknown model',
      { fields: [['model', 'whisper-9']] },
      404,
      {
        code: 'model_not_found',
        message: 'The model `whisper-9` does not exist or you do not have access to it.',
      },
    ],
    ['a model named like a method', { fields: [['model', 'toString']] }, 404, {}],
    [
      'verbose_json on a gpt-4o model',
      {
        fields: [
          ['model', 'gpt-4o-transcribe'],
          ['response_format', 'verbose_json'],
        ],
      },
      400,
      {
        code: 'unsupported_value',
        param: 'response_format',
        message:
          "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe-api-ev3'. Use 'json' or 'text' instead.",
      },
    ],
    [
      'an unknown format',
      whisper(['response_format', 'ass']),
      400,
      { param: 'response_format', code: 'invalid_value' },
    ],
    ['a language as a name', whisper(['language', 'german']), 400, { param: 'language' }],
    ['a temperature of 2', whisper(['temperature', '2']), 400, { param: 'temperature' }],
    ['a temperature in words', whisper(['temperature', 'hot']), 400, { param: 'temperature' }],
    [
      'word times without verbose_json',
      whisper(['timestamp_granularities[]', 'word']),
      400,
      { param: 'timestamp_granularities' },
    ],
  ])('refuses %s', async (_, request, status, error) => {
    const response = await hears().fetch(upload(request))
    expect(response.status).toBe(status)
    const body = (await response.json()) as { error: object }
    expect(body.error).toMatchObject({ type: 'invalid_request_error', ...error })
    expect(Object.keys(body.error).toSorted()).toEqual(['code', 'message', 'param', 'type'])
  })

  it('refuses a form without a file and a body without a boundary', async () => {
    const form = new FormData()
    form.set('model', 'whisper-1')
    for (const init of [{ body: form }, { body: 'x', headers: { 'content-type': 'text/plain' } }]) {
      const request = new Request('http://emulator/v1/audio/transcriptions', {
        method: 'POST',
        ...init,
      })
      request.headers.set('authorization', 'Bearer sk-test')
      expect((await hears().fetch(request)).status).toBe(400)
    }
  })

  it('answers other methods and paths in OpenAI’s shape', async () => {
    const get = await hears().fetch(new Request('http://emulator/v1/audio/transcriptions'))
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST'])
    expect(await get.json()).toEqual({
      error: {
        message: 'Only POST requests are accepted.',
        type: 'invalid_request_error',
        param: null,
        code: 'method_not_supported',
      },
    })
    const lost = await hears().fetch(new Request('http://emulator/v1/nothing', { method: 'POST' }))
    expect(lost.status).toBe(404)
    expect(await lost.json()).toEqual({
      error: {
        message: 'Invalid URL (POST /v1/nothing)',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    })
  })

  it('bills what it answered and nothing else', async () => {
    const emulator = hears()
    await emulator.fetch(upload())
    await emulator.fetch(upload({ key: null }))
    const [good, bad] = emulator.ledger.calls
    expect(good?.billed).toEqual({ seconds: 61.2, usd: (61.2 / 60) * 0.006 })
    expect(good).toMatchObject({ method: 'POST', path: '/v1/audio/transcriptions', status: 200 })
    expect(good?.requestBytes).toBeGreaterThan(32_044)
    expect(bad?.billed).toBeUndefined()
    expect(emulator.ledger.total()).toBe(((heard.duration ?? 0) / 60) * 0.006)

    const told = await emulator.fetch(new Request('http://emulator/_emulator/ledger'))
    expect(await told.json()).toEqual({
      total: emulator.ledger.total(),
      calls: JSON.parse(JSON.stringify(emulator.ledger.calls)),
    })
    expect(emulator.ledger.calls).toHaveLength(2)
  })
})
