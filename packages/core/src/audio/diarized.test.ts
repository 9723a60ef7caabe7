import { describe, expect, expectTypeOf, it } from 'vitest'
import { answerWith, type Served, serve } from '../http/fixtures/serve.ts'
import { createAudioClient } from './client.ts'
import type { DiarizedTranscription } from './transcription-answer.ts'

const file = { data: new Uint8Array([1, 2, 3]), filename: 'talk.mp3' }
const model = 'gpt-4o-transcribe-diarize'
const client = (url: string) =>
  createAudioClient({ baseURL: `${url}/v1`, apiKey: 'k', retry: false })
const segment = {
  type: 'transcript.text.segment',
  id: 'seg_001',
  start: 0,
  end: 1.5,
  text: 'Hi.',
  speaker: 'Ada',
}
const answer = { task: 'transcribe', duration: 2, text: 'Ada: Hi.', segments: [segment] }

async function formOf({ requests, bodies }: Served): Promise<FormData> {
  const type = requests[0]?.headers['content-type'] ?? ''
  return new Response(new Uint8Array(bodies[0] ?? []), {
    headers: { 'content-type': type },
  }).formData()
}

describe('transcriptions.create', () => {
  it('reads diarized_json as sent and names known speakers in order', async () => {
    const server = await serve(answerWith(200, { ...answer, segments: [segment, null] }))
    const flac = new TextEncoder().encode('fLaC\0\0\0\0\0\0\0\0')
    const result = await client(server.url).transcriptions.create({
      file,
      model,
      responseFormat: 'diarized_json',
      chunkingStrategy: { type: 'server_vad', silenceDurationMs: 300, threshold: 0.4 },
      knownSpeakers: [
        { name: 'Ada', reference: 'data:audio/wav;base64,AAAA' },
        { name: 'Bob', reference: flac },
        { name: 'Cy', reference: new Blob(['voice'], { type: 'audio/webm' }) },
      ],
    })
    expectTypeOf(result).toEqualTypeOf<DiarizedTranscription>()
    expect(result).toEqual({
      text: 'Ada: Hi.',
      duration: 2,
      segments: [{ id: 'seg_001', start: 0, end: 1.5, text: 'Hi.', speaker: 'Ada' }, {}],
    })
    const form = await formOf(server)
    expect(form.get('chunking_strategy[type]')).toBe('server_vad')
    expect(form.get('chunking_strategy[silence_duration_ms]')).toBe('300')
    expect(form.get('chunking_strategy[threshold]')).toBe('0.4')
    expect(form.has('chunking_strategy[prefix_padding_ms]')).toBe(false)
    expect(form.getAll('known_speaker_names[]')).toEqual(['Ada', 'Bob', 'Cy'])
    expect(form.getAll('known_speaker_references[]')).toEqual([
      'data:audio/wav;base64,AAAA',
      `data:audio/flac;base64,${Buffer.from(flac).toString('base64')}`,
      `data:audio/webm;base64,${Buffer.from('voice').toString('base64')}`,
    ])
  })

  it('asks for log probabilities with the brackets that OpenAI needs', async () => {
    const server = await serve(
      answerWith(200, { text: 'Hi', logprobs: [{ token: ' Hi', logprob: 1e-7, bytes: [32] }, {}] }),
    )
    const { logprobs } = await client(server.url).transcriptions.create({
      file,
      model: 'gpt-4o-transcribe',
      include: ['logprobs'],
    })
    expect((await formOf(server)).getAll('include[]')).toEqual(['logprobs'])
    expect(logprobs).toEqual([{ token: ' Hi', logprob: 1e-7 }, {}])
  })

  it.each([
    [
      'five known speakers',
      { knownSpeakers: Array.from({ length: 5 }, () => ({ name: 'A', reference: 'data:,' })) },
    ],
    ['a reference that is a link', { knownSpeakers: [{ name: 'A', reference: 'https://x.test' }] }],
    ['bytes of no audio', { knownSpeakers: [{ name: 'A', reference: new Uint8Array(20) }] }],
    ['an unknown chunking strategy', { chunkingStrategy: 'none' }],
    ['an unknown thing to include', { include: ['words'] }],
  ])('refuses %s before anything is sent', async (_name, over) => {
    const server = await serve(answerWith(200, answer))
    const { transcriptions } = client(server.url)
    await expect(transcriptions.create({ file, model, ...over } as never)).rejects.toMatchObject({
      code: 'invalid_option',
    })
    expect(server.requests).toHaveLength(0)
  })

  it.each([
    [
      400,
      {
        message: "response_format 'verbose_json' is not compatible with model 'x-api-ev3'.",
        param: 'response_format',
        code: 'unsupported_value',
      },
      /not compatible.* ask for responseFormat "json"/,
    ],
    [
      400,
      { message: 'chunking_strategy is required for diarization models', code: null },
      /Pass chunkingStrategy: "auto"/,
    ],
    [
      500,
      {
        message: 'unexpected response format',
        type: 'one_api_error',
        code: 'unexpected_response_format',
      },
      /gives no "verbose_json"/,
    ],
  ])('says which option helps after a refusal with %i', async (status, error, message) => {
    const server = await serve(answerWith(status, { error }, { 'x-request-id': 'req_1' }))
    await expect(
      client(server.url).transcriptions.create({ file, model, responseFormat: 'verbose_json' }),
    ).rejects.toMatchObject({
      code: 'upstream_rejected',
      retryable: false,
      upstreamStatus: status,
      requestId: 'req_1',
      attempts: 1,
      message: expect.stringMatching(message),
    })
  })

  it('leaves other refusals as they are', async () => {
    const server = await serve(answerWith(400, { error: { message: 'too short', param: 'file' } }))
    await expect(client(server.url).transcriptions.create({ file, model })).rejects.toMatchObject({
      code: 'unreadable_media',
    })
  })
})

describe('transcribe', () => {
  it('asks a model that tells speakers apart for them', async () => {
    const server = await serve(answerWith(200, answer))
    const transcript = await client(server.url).transcribe({ file, model })
    expect(transcript.segments).toEqual([{ start: 0, end: 1.5, text: 'Hi.', speaker: 'Ada' }])
    const form = await formOf(server)
    expect([form.get('response_format'), form.get('chunking_strategy')]).toEqual([
      'diarized_json',
      'auto',
    ])
    expect(form.has('timestamp_granularities[]')).toBe(false)
  })
})
