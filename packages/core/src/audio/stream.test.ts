import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type CuekitError, isCuekitError } from '../errors/error.ts'
import { answerWith, readBody, type Served, serve } from '../http/fixtures/serve.ts'
import { createAudioClient } from './client.ts'
import type { TranscriptionEvent } from './stream.ts'

const file = { data: new Uint8Array([1, 2, 3]), filename: 'talk.mp3' }
const model = 'gpt-4o-transcribe'
const client = (url: string, options = {}) =>
  createAudioClient({ baseURL: `${url}/v1`, apiKey: 'secret-key', name: 'It', ...options })

/** Writes each piece by itself, so that the client meets it by itself. */
const streamOf =
  (pieces: readonly (string | Uint8Array)[], { open = false } = {}) =>
  async (request: IncomingMessage, response: ServerResponse, _count: number, served: Served) => {
    served.bodies.push(await readBody(request))
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' })
    for (const piece of pieces) {
      response.write(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    if (!open) response.end()
  }
const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const delta = (text: string) => ({ type: 'transcript.text.delta', delta: text })
const done = { type: 'transcript.text.done', text: 'Hello you.', usage: { type: 'tokens' } }

async function collect(stream: AsyncIterable<TranscriptionEvent>): Promise<TranscriptionEvent[]> {
  const events: TranscriptionEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}
async function failure(work: Promise<unknown>): Promise<CuekitError> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!isCuekitError(error)) throw error
  return error
}

describe('transcriptions.stream', () => {
  it('gives deltas as they come, the whole text at the end, and a transcript', async () => {
    const server = await serve(
      streamOf([
        frame({ ...delta('Hello'), logprobs: [{ token: 'Hello', logprob: -0.1 }] }),
        frame(delta(' you.')),
        frame({ type: 'transcript.text.unheard_of' }),
        frame(done),
        'data: [DONE]\n\n',
      ]),
    )
    const stream = client(server.url).transcriptions.stream(
      { file, model, language: 'en', include: ['logprobs'] },
      { duration: 3 },
    )
    const events: TranscriptionEvent[] = [
      { type: 'delta', text: 'Hello', logprobs: [{ token: 'Hello', logprob: -0.1 }] },
      { type: 'delta', text: ' you.' },
      { type: 'done', text: 'Hello you.', usage: { type: 'tokens' } },
    ]
    expect(await collect(stream)).toEqual(events)
    expect(await stream.final()).toMatchObject({
      language: 'en',
      duration: 3,
      text: 'Hello you.',
      segments: [{ start: 0, end: 3, text: 'Hello you.' }],
    })
    expect(await collect(stream)).toEqual(events)
    expect(server.requests).toHaveLength(1)
    expect(server.requests[0]?.headers.accept).toContain('text/event-stream')
    expect(String(server.bodies[0])).toMatch(/name="stream"\r\n\r\ntrue/)
  })

  it('reads events that are cut anywhere, with CRLF, comments and letters of several bytes', async () => {
    const text = `\ufeff: ping\r\n\r\nevent: x\r\ndata: ${JSON.stringify(delta('日本🎬'))}\r\n\r\n${frame({ type: 'transcript.text.done' })}`
    const bytes = new TextEncoder().encode(text)
    const server = await serve(streamOf(Array.from(bytes, (byte) => new Uint8Array([byte]))))
    expect(await collect(client(server.url).transcriptions.stream({ file, model }))).toEqual([
      { type: 'delta', text: '日本🎬' },
      { type: 'done', text: '日本🎬' },
    ])
  })

  it('gives segments with speakers, and warns of those without', async () => {
    const segment = { type: 'transcript.text.segment', id: 's1', start: 0, end: 1, text: 'Hi.' }
    const server = await serve(
      streamOf([
        frame({ ...delta('Hi.'), segment_id: 's1' }),
        frame({ ...segment, speaker: 'A' }),
        frame({ ...segment, id: 's2', start: 1, end: 2 }),
        frame({ type: 'transcript.text.done', text: 'A: Hi.\nHi.' }),
      ]),
    )
    const stream = client(server.url).transcriptions.stream({
      file,
      model: 'gpt-4o-transcribe-diarize',
      responseFormat: 'diarized_json',
      chunkingStrategy: 'auto',
    })
    const transcript = await stream.final()
    expect(transcript).toMatchObject({
      text: 'Hi. Hi.',
      segments: [
        { start: 0, end: 1, text: 'Hi.', speaker: 'A' },
        { start: 1, end: 2, text: 'Hi.' },
      ],
      warnings: [{ code: 'speakers_missing', at: { segment: 1 } }],
    })
    expect((await collect(stream)).slice(0, 2)).toEqual([
      { type: 'delta', text: 'Hi.', segmentId: 's1' },
      { type: 'segment', segment: { id: 's1', start: 0, end: 1, text: 'Hi.', speaker: 'A' } },
    ])
  })

  it("reads vLLM's chat-like chunks, whose finish_reason is not the end", async () => {
    const chunk = (content: string, reason: string | null = null) =>
      frame({
        object: 'transcription.chunk',
        choices: [{ delta: { content }, finish_reason: reason }],
      })
    const server = await serve(
      streamOf([
        chunk('Hello'),
        chunk('', 'stop'),
        chunk(' you.'),
        chunk('', 'stop'),
        frame({ object: 'transcription.chunk', choices: [], usage: {} }),
        'data: [DONE]\n\n',
      ]),
    )
    expect(await collect(client(server.url).transcriptions.stream({ file, model }))).toEqual([
      { type: 'delta', text: 'Hello' },
      { type: 'delta', text: ' you.' },
      { type: 'done', text: 'Hello you.' },
    ])
  })

  it("keeps the times of LocalAI's last event", async () => {
    const segments = [{ start: 0, end: 1, text: 'Hi', words: [{ text: 'Hi', start: 0, end: 1 }] }]
    const server = await serve(
      streamOf([
        frame({ ...done, text: 'Hi', language: 'english', duration: 2, segments, words: null }),
      ]),
    )
    expect(await client(server.url).transcriptions.stream({ file, model }).final()).toMatchObject({
      language: 'en',
      duration: 2,
      segments: [{ text: 'Hi', words: [{ text: 'Hi', start: 0, end: 1 }] }],
    })
  })

  it('gives the whole answer of a service that takes no notice as one event', async () => {
    const body = {
      text: 'Hi',
      language: 'english',
      duration: 1,
      segments: [{ start: 0, end: 1, text: 'Hi' }],
    }
    const server = await serve(
      answerWith(200, `\n ${JSON.stringify(body)}`, { 'content-type': 'text/event-stream' }),
    )
    const stream = client(server.url).transcriptions.stream({
      file,
      model: 'whisper-1',
      responseFormat: 'verbose_json',
      timestampGranularities: ['segment'],
    })
    expect(await collect(stream)).toEqual([expect.objectContaining({ type: 'done', text: 'Hi' })])
    expect((await stream.final()).segments).toEqual([{ start: 0, end: 1, text: 'Hi' }])
  })

  it.each([
    [
      'an error event',
      `event: error\ndata: {"message":"overloaded, key secret-key","type":"server_error"}\n\n`,
      'upstream_rejected',
    ],
    [
      'a frame with an error',
      frame({ type: 'error', error: { message: 'no', code: 'invalid_api_key' } }),
      'upstream_authentication',
    ],
    [
      'the error of vLLM',
      frame({ object: 'error', message: 'bad', code: 400 }),
      'upstream_rejected',
    ],
    ['data that is no JSON', 'data: {"type":"transcript.te\n\n', 'invalid_response'],
    ['an end in the middle', '', 'connection_failed'],
    ['an end within an event', 'data: {"type":', 'invalid_response'],
  ])('fails at %s, after what came before', async (_name, piece, code) => {
    const server = await serve(streamOf([frame(delta('Hello')), piece].filter(Boolean)))
    const stream = client(server.url).transcriptions.stream({ file, model })
    const events: TranscriptionEvent[] = []
    const error = await failure(
      (async () => {
        for await (const event of stream) events.push(event)
      })(),
    )
    expect(events).toEqual([{ type: 'delta', text: 'Hello' }])
    expect(error).toMatchObject({ code, retryable: false, sent: 'all' })
    expect(error.message).not.toContain('secret-key')
    expect((await failure(stream.final())).code).toBe(code)
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['{"error":"failed to read"}', 'upstream_rejected'],
    ['<html>gateway', 'invalid_response'],
    ['', 'invalid_response'],
    ['{"text":"cut', 'invalid_response'],
  ])('does not take %j for a transcription', async (body, code) => {
    const server = await serve(answerWith(200, body))
    const error = await failure(client(server.url).transcriptions.stream({ file, model }).final())
    expect(error.code).toBe(code)
  })

  it('maps refusals like create, and tries again where nothing was started', async () => {
    const server = await serve((request, response, count, served) =>
      (count === 1
        ? answerWith(429, { error: { message: 'slow' } }, { 'retry-after': '0' })
        : streamOf([frame(done)]))(request, response, count, served),
    )
    const { transcriptions } = client(server.url)
    expect((await transcriptions.stream({ file, model }).final()).text).toBe('Hello you.')
    expect(server.requests).toHaveLength(2)
    const refusing = await serve(
      answerWith(400, { error: { message: 'bad response_format', param: 'response_format' } }),
    )
    const error = await failure(client(refusing.url).transcriptions.stream({ file, model }).final())
    expect([error.code, error.message]).toEqual([
      'upstream_rejected',
      expect.stringContaining('ask for responseFormat "json"'),
    ])
  })

  it('ends with the signal, before it begins and while it runs', async () => {
    const server = await serve(streamOf([frame(delta('Hello'))], { open: true }))
    const { transcriptions } = client(server.url)
    const gone = transcriptions.stream({ file, model }, { signal: AbortSignal.abort() })
    expect((await failure(gone.final())).code).toBe('aborted')
    expect(server.requests).toHaveLength(0)
    const stop = new AbortController()
    const stream = transcriptions.stream({ file, model }, { signal: stop.signal })
    const error = await failure(
      (async () => {
        for await (const _event of stream) stop.abort()
      })(),
    )
    expect(error.code).toBe('aborted')
  })

  it('gives up a service that falls silent', async () => {
    const server = await serve(streamOf([frame(delta('Hello'))], { open: true }))
    const stream = client(server.url, { timeouts: { bodyIdle: 60 } }).transcriptions.stream({
      file,
      model,
    })
    expect(await failure(collect(stream))).toMatchObject({ code: 'body_timeout', retryable: false })
  })

  it('closes the connection when the reader leaves, unless the transcript is wanted', async () => {
    const closed: Promise<unknown>[] = []
    const server = await serve(async (request, response, count, served) => {
      closed.push(new Promise((resolve) => response.once('close', resolve)))
      await streamOf([frame(delta('Hello')), ...(count === 2 ? [frame(done)] : [])], {
        open: true,
      })(request, response, count, served)
    })
    const { transcriptions } = client(server.url)
    for await (const event of transcriptions.stream({ file, model })) {
      expect(event.type).toBe('delta')
      break
    }
    await closed[0]
    const stream = transcriptions.stream({ file, model })
    const transcript = stream.final()
    for await (const _event of stream) break
    expect((await transcript).text).toBe('Hello you.')
    // It never ends its answer, which is left all the same.
    await closed[1]
  })

  it.each([
    ['a format that cannot be streamed', { file, model, responseFormat: 'srt' }],
    ['times without verbose_json', { file, model, timestampGranularities: ['word'] }],
  ])('refuses %s at once', (_name, params) => {
    expect(() => client('http://127.0.0.1:9').transcriptions.stream(params as never)).toThrow(
      expect.objectContaining({ code: 'invalid_option' }),
    )
  })

  it('works over a fetch in the same process', async () => {
    const fetch = async (): Promise<Response> => new Response(frame(delta('Hi')) + frame(done))
    const events = await collect(
      client('http://in.process', { fetch }).transcriptions.stream({ file, model }),
    )
    expect(events.map(({ type }) => type)).toEqual(['delta', 'done'])
  })
})
