import { describe, expect, it } from 'vitest'
import { answerWith, serve } from '../http/fixtures/serve.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { createAI302Client } from './client.ts'

const schedule = () => 1
const work = (result: unknown) =>
  serve((request, response, count, served) =>
    answerWith(
      200,
      request.method === 'POST' ? { task_id: 's-e1' } : { status: 'success', result },
    )(request, response, count, served),
  )
const client = (url: string) =>
  createAI302Client({ baseURL: url, apiKey: 'k', retry: { baseDelay: 1, maxDelay: 1 } }).subtitles

describe('subtitles.translate', () => {
  const transcript: Transcript = {
    language: 'en',
    text: 'Hi all.',
    segments: [
      {
        start: 1,
        end: 2,
        text: 'Hi all.',
        words: [
          { text: 'Hi', start: 1, end: 1.4, confidence: 0.9 },
          { text: 'all.', start: 1.5, end: 2, estimated: true },
        ],
      },
      { start: 2, end: 3, text: ' ' },
      { start: 3, end: 4, text: 'Bye.', speaker: 'A' },
    ],
    warnings: [],
  }
  const how = { model: 'gpt-4o-mini', from: 'en', to: 'de' }
  const segments = [
    {
      start: 1,
      end: 2,
      text: 'Hi all.',
      words: [
        { word: 'Hi', start: 1, end: 1.4, score: 0.9 },
        { word: 'all.', start: 1.5, end: 2 },
      ],
    },
    { start: 3, end: 4, text: 'Bye.' },
  ]

  it('sends a transcript as 302.AI wrote it, and gives the cues of both languages', async () => {
    const cue = (text: string) => ({
      index: 1,
      start_time: '00:00:01,000',
      end_time: '00:00:02.000',
      text,
    })
    const server = await work({ src_subtitle: [cue('Hi all.')], trans_subtitle: [cue('Hallo')] })
    const handle = await client(server.url).translate({ transcript, ...how })
    expect(await handle.result({ schedule })).toEqual({
      source: [{ start: 1, end: 2, lines: ['Hi all.'] }],
      translation: [{ start: 1, end: 2, lines: ['Hallo'] }],
      warnings: [],
    })
    expect(server.requests[0]?.url).toBe('/302/vt/subtitle/translate')
    expect(JSON.parse(String(server.bodies[0]))).toEqual({
      model: 'gpt-4o-mini',
      src_lang: 'en',
      tgt_lang: 'de',
      subtitle: { segments },
    })
  })

  it('takes segments as well', async () => {
    const server = await work({})
    const { subtitle } = await client(server.url)
      .translate({ segments: transcript.segments, ...how })
      .then(() => JSON.parse(String(server.bodies[0])) as { subtitle: unknown })
    expect(subtitle).toEqual({ segments })
  })

  it('is submitted once', async () => {
    const server = await serve(answerWith(500, ''))
    await expect(client(server.url).translate({ transcript, ...how })).rejects.toMatchObject({
      retryable: false,
    })
    expect(server.requests).toHaveLength(1)
  })

  it.each<[string, object]>([
    ['nothing to translate', how],
    ['both', { transcript, segments: transcript.segments, ...how }],
    ['no text', { segments: [{ start: 0, end: 1, text: ' ' }], ...how }],
    ['one language', { transcript, ...how, to: 'EN' }],
    ['no model', { transcript, ...how, model: '' }],
    ['an unknown option', { transcript, ...how, tone: 'nice' }],
    ['segments without times', { segments: [{ text: 'Hi' }], ...how }],
  ])('refuses %s', async (_name, wrong) => {
    await expect(client('http://127.0.0.1:9').translate(wrong as never)).rejects.toMatchObject({
      code: 'invalid_option',
    })
  })
})

describe('subtitles.extract with separateOnly', () => {
  const params = { audioUrl: 'https://media.test/a.mp3', language: 'en', separateOnly: true } as const

  it('gives the two stems', async () => {
    const server = await work({ vocal_audio_url: 'https://f.test/v', background_audio_url: 'https://f.test/b' })
    const handle = await client(server.url).extract(params)
    expect(handle.kind).toBe('separate')
    const { vocalsUrl, backgroundUrl } = await handle.result({ schedule })
    expect([vocalsUrl, backgroundUrl]).toEqual(['https://f.test/v', 'https://f.test/b'])
    expect(JSON.parse(String(server.bodies[0]))).toEqual({
      audio_url: params.audioUrl,
      language: 'en',
      demucs: true,
      is_only_demucs: true,
    })
  })

  it('is another thing than separating first', async () => {
    const server = await work({})
    const { separateOnly: _only, ...rest } = params
    const handle = await client(server.url).extract({ ...rest, separateOnly: false, demucs: true })
    expect(handle.kind).toBe('transcribe')
    expect(JSON.parse(String(server.bodies[0]))).not.toHaveProperty('is_only_demucs')
  })

  it.each([[{ ...params, demucs: false }], [{ ...params, duration: 1 }], [{ ...params, separateOnly: 1 }]])(
    'refuses %j',
    async (wrong) => {
      await expect(client('http://127.0.0.1:9').extract(wrong as never)).rejects.toMatchObject({
        code: 'invalid_option',
      })
    },
  )
})
