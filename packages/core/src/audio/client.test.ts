import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { type CuekitError, isCuekitError } from '../errors/error.ts'
import { answerWith, type Served, serve } from '../http/fixtures/serve.ts'
import { createAudioClient } from './client.ts'
import type { AudioInput } from './input.ts'
import type { Transcription, VerboseTranscription } from './transcription-answer.ts'

const file = { data: new Uint8Array([1, 2, 3]), filename: 'talk.mp3' }
const model = 'whisper-1'
const client = (url: string, options = {}) =>
  createAudioClient({ baseURL: `${url}/v1`, apiKey: 'k', ...options })

async function failure(work: Promise<unknown>): Promise<CuekitError> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!isCuekitError(error)) throw error
  return error
}

async function formOf({ requests, bodies }: Served): Promise<FormData> {
  const type = requests[0]?.headers['content-type'] ?? ''
  return new Response(new Uint8Array(bodies[0] ?? []), {
    headers: { 'content-type': type },
  }).formData()
}

describe('createAudioClient', () => {
  it('sends the form that the API describes', async () => {
    const server = await serve(answerWith(200, { text: 'hi' }))
    await client(server.url).transcriptions.create({
      file,
      model,
      language: 'en',
      prompt: 'Names: Ada',
      temperature: 0,
      responseFormat: 'verbose_json',
      timestampGranularities: ['word', 'segment'],
    })
    expect(server.requests[0]?.url).toBe('/v1/audio/transcriptions')
    const form = await formOf(server)
    expect([...form.keys()]).toEqual([
      'model',
      'response_format',
      'language',
      'prompt',
      'temperature',
      'timestamp_granularities[]',
      'timestamp_granularities[]',
      'file',
    ])
    expect(form.getAll('timestamp_granularities[]')).toEqual(['word', 'segment'])
    expect(form.get('temperature')).toBe('0')
    const part = form.get('file') as File
    expect([part.name, part.type, part.size]).toEqual(['talk.mp3', 'audio/mpeg', 3])
  })

  it('types and reads each format', async () => {
    const srt = '1\n00:00:00,000 --> 00:00:01,000\n Hi\n'
    const answers = {
      json: { text: 'Hi', usage: { type: 'duration', seconds: 1 } },
      text: 'Hi\n',
      srt,
      vtt: 'WEBVTT\n\n',
    }
    const ask = async (body: unknown, type: string) =>
      client((await serve(answerWith(200, body, { 'content-type': type }))).url).transcriptions
    const json = await (await ask(answers.json, 'application/json')).create({ file, model })
    // whisper.cpp sends text as text/html and others SRT as text/plain.
    const text = await (
      await ask(answers.text, 'text/html')
    ).create({ file, model, responseFormat: 'text' })
    const subtitles = await (
      await ask(srt, 'text/plain')
    ).create({ file, model, responseFormat: 'srt' })
    const vtt = await (
      await ask(answers.vtt, 'application/json')
    ).create({ file, model, responseFormat: 'vtt' })
    const verbose = await (
      await ask(
        {
          text: 'Hi',
          duration: '1.0',
          segments: null,
          words: [{ word: 'Hi', start: 0, end: null }],
        },
        'text/plain',
      )
    ).create({ file, model, responseFormat: 'verbose_json' })
    expectTypeOf(json).toEqualTypeOf<Transcription>()
    expectTypeOf(text).toEqualTypeOf<string>()
    expectTypeOf(subtitles).toEqualTypeOf<string>()
    expectTypeOf(verbose).toEqualTypeOf<VerboseTranscription>()
    expect(json).toEqual(answers.json)
    expect([text, subtitles, vtt]).toEqual(['Hi\n', srt, answers.vtt])
    expect(verbose).toMatchObject({
      text: 'Hi',
      duration: 1,
      segments: [],
      words: [{ text: 'Hi', start: 0 }],
    })
  })

  it.each([
    ['text', '<!doctype html><p>gateway', 'invalid_response'],
    ['srt', 'WEBVTT\n', 'invalid_response'],
    ['vtt', '1\n00:00', 'invalid_response'],
    ['srt', '{"error":"failed to decode"}', 'upstream_rejected'],
    ['json', '{"text":"cut off', 'invalid_response'],
    [
      'verbose_json',
      '{"error":{"message":"no","code":"invalid_api_key"}}',
      'upstream_authentication',
    ],
  ] as const)('does not take for %s what is none: %s', async (responseFormat, body, code) => {
    const server = await serve(answerWith(200, body))
    const error = await failure(
      client(server.url).transcriptions.create({ file, model, responseFormat }),
    )
    expect([error.code, server.requests.length]).toEqual([code, 1])
  })

  it('takes the text out of JSON where a gateway knows no other format', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    expect(
      await client(server.url).transcriptions.create({ file, model, responseFormat: 'text' }),
    ).toBe('Hi')
  })

  it('gives a transcript with word times', async () => {
    const server = await serve(
      answerWith(200, {
        language: 'english',
        duration: 1.5,
        text: 'Hi you',
        segments: [{ id: 0, start: 0, end: 1, text: ' Hi you' }],
        words: [
          { word: 'Hi', start: 0, end: 0.4 },
          { word: 'you', start: 0.5, end: 1 },
        ],
      }),
    )
    const transcript = await client(server.url).transcribe({ file, model })
    expect(transcript).toEqual({
      language: 'en',
      duration: 1.5,
      text: 'Hi you',
      warnings: [],
      segments: [
        {
          start: 0,
          end: 1,
          text: 'Hi you',
          words: [
            { text: 'Hi', start: 0, end: 0.4 },
            { text: 'you', start: 0.5, end: 1 },
          ],
        },
      ],
    })
    const form = await formOf(server)
    expect([form.get('response_format'), form.getAll('timestamp_granularities[]')]).toEqual([
      'verbose_json',
      ['word', 'segment'],
    ])
  })

  it('does not ask models for a format they refuse', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    await client(server.url).transcribe({ file, model: 'gpt-4o-transcribe' }, { duration: 2 })
    expect((await formOf(server)).get('response_format')).toBe('json')
  })

  it.each<[string, AudioInput, string, number]>([
    ['an ArrayBuffer', { data: new ArrayBuffer(4), filename: 'a.wav' }, 'a.wav', 4],
    ['a Blob with a name beside it', { data: new Blob(['abc']), filename: 'a.ogg' }, 'a.ogg', 3],
    ['a File', new File(['abcd'], 'b.m4a'), 'b.m4a', 4],
    [
      'a recording without a name',
      new Blob(['abcd'], { type: 'audio/webm;codecs=opus' }),
      'audio.webm',
      4,
    ],
    ['a web stream', { stream: new Blob(['abc']).stream(), filename: 'c.mp3' }, 'c.mp3', 3],
    [
      'a function that opens it',
      { open: () => new Blob(['abc']).stream(), bytes: 3, filename: 'd.mp3' },
      'd.mp3',
      3,
    ],
    ['this file by its path', { path: import.meta.filename, filename: 'e.mp3' }, 'e.mp3', -1],
  ])('takes %s', async (_name, input, name, size) => {
    const server = await serve(answerWith(200, { text: '' }))
    await client(server.url).transcriptions.create({ file: input, model })
    const part = (await formOf(server)).get('file') as File
    expect(part.name).toBe(name)
    if (size >= 0) expect(part.size).toBe(size)
  })

  it('works over a fetch in the same process, streams included', async () => {
    let seen: FormData | undefined
    const fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
      seen = await new Request(input, init).formData()
      return Response.json({ text: 'in process' })
    }
    const { transcriptions } = createAudioClient({
      baseURL: 'http://in.process/v1',
      apiKey: 'k',
      fetch,
    })
    expect(await transcriptions.create({ file, model })).toEqual({ text: 'in process' })
    expect(seen?.get('model')).toBe(model)
  })

  it.each<[string, unknown, string]>([
    ['a string for a file', { file: '/etc/passwd', model }, 'invalid_option'],
    [
      'a file that is not there',
      { file: { path: '/nowhere/at/all.mp3' }, model },
      'invalid_option',
    ],
    ['a folder', { file: { path: '/' }, model }, 'invalid_option'],
    ['an empty file', { file: { data: new Uint8Array(), filename: 'a.mp3' }, model }, 'empty_file'],
    ['bytes without a name', { file: { data: new Uint8Array(1) }, model }, 'invalid_option'],
    ['no model', { file }, 'invalid_option'],
    ['an unknown option', { file, model, response_format: 'srt' }, 'invalid_option'],
    [
      'word times without verbose_json',
      { file, model, timestampGranularities: ['word'] },
      'invalid_option',
    ],
  ])('refuses %s before anything is sent', async (_name, params, code) => {
    const server = await serve(answerWith(200, { text: '' }))
    const error = await failure(client(server.url).transcriptions.create(params as never))
    expect([error.code, server.requests.length]).toEqual([code, 0])
    expect(error.message).not.toMatch(/passwd|nowhere/)
  })

  it('checks the size of the whole request before its first byte', async () => {
    const server = await serve(answerWith(200, { text: '' }))
    const big = { data: new Uint8Array(1000), filename: 'a.mp3' }
    const error = await failure(
      client(server.url, { maxBodyBytes: 1000 }).transcriptions.create({ file: big, model }),
    )
    expect([error.code, server.requests.length]).toEqual(['payload_too_large', 0])
  })

  it('waits as long as the client or the caller says, whatever the size of the file', async () => {
    const server = await serve(() => {})
    const impatient = client(server.url, { timeouts: { total: 30 } })
    expect((await failure(impatient.transcribe({ file, model }))).code).toBe('total_timeout')
    const request = { timeouts: { total: 30 } }
    const error = await failure(client(server.url).transcriptions.create({ file, model }, request))
    expect(error).toMatchObject({ code: 'total_timeout', retryable: false })
  })

  it('does not run in a web page unless told to', () => {
    vi.stubGlobal('window', {})
    vi.stubGlobal('document', {})
    try {
      expect(() => client('http://x.test')).toThrow(
        expect.objectContaining({ code: 'browser_not_allowed' }),
      )
      expect(() => client('http://x.test', { dangerouslyAllowBrowser: true })).not.toThrow()
    } finally {
      vi.unstubAllGlobals()
    }
  })

  it('refuses options of a call that are none', async () => {
    const { transcribe } = client('http://x.test')
    const params = { file: { data: new Uint8Array(1), filename: 'a.mp3' }, model: 'whisper-1' }
    for (const options of [null, 5, { duration: -1 }, { durations: 1 }]) {
      await expect(transcribe(params, options as object)).rejects.toMatchObject({
        code: 'invalid_option',
      })
    }
  })

  it.each([
    [{ baseURL: 'ftp://x.test' }, /baseURL/],
    [{ baseURL: 'http://user:pass@x.test' }, /baseURL/],
    [{ apikey: 'x' }, /unknown option "apikey"/],
    [{ retry: { attempts: 0 } }, /retry/],
    [{ fetch: 'yes' }, /"fetch" is not valid: it has to be a function/],
  ])('refuses the options %j with a reason', (options, reason) => {
    expect(() => client('http://x.test', options)).toThrow(reason)
  })
})
