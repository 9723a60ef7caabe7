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
  const params = {
    audioUrl: 'https://media.test/a.mp3',
    language: 'en',
    separateOnly: true,
  } as const

  it('gives the two stems', async () => {
    const server = await work({
      vocal_audio_url: 'https://f.test/v',
      background_audio_url: 'https://f.test/b',
    })
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

  it.each([
    [{ ...params, demucs: false }],
    [{ ...params, duration: 1 }],
    [{ ...params, separateOnly: 1 }],
  ])('refuses %j', async (wrong) => {
    await expect(client('http://127.0.0.1:9').extract(wrong as never)).rejects.toMatchObject({
      code: 'invalid_option',
    })
  })
})

describe('subtitles.burn', () => {
  const videoUrl = 'https://media.test/v.mp4'
  const cues = [
    { start: 0.5, end: 3661.0215, lines: ['Hi {\\an8}all,', '', 'you'] },
    { start: 4, end: 5, lines: [' '] },
    { start: 5, end: 6, lines: ['Bye'] },
  ]
  const sent = [
    { index: 1, start_time: '00:00:00,500', end_time: '01:01:01,022' },
    { index: 2, start_time: '00:00:05,000', end_time: '00:00:06,000', text: 'Bye' },
  ]

  it('sends cues, size and style, and gives the new video', async () => {
    const server = await work({ video_url: 'https://f.test/new.mp4' })
    const handle = await client(server.url).burn({
      videoUrl,
      source: cues,
      translation: cues,
      style: { source: { fontColor: '#ff0000' }, translation: { marginV: 40 } },
      width: 1280,
      height: 720,
      adjustedVideoSpeedList: ['x'],
    })
    expect(handle.kind).toBe('burn')
    expect((await handle.result({ schedule })).videoUrl).toBe('https://f.test/new.mp4')
    expect(server.requests[0]?.url).toBe('/302/vt/subtitle/burn')
    const body = JSON.parse(String(server.bodies[0])) as { src_subtitle: { text: string }[] }
    expect(body).toMatchObject({
      url: videoUrl,
      src_subtitle: sent,
      trans_subtitle: sent,
      output_width: 1280,
      output_height: 720,
      src_font_color: '&H000000FF',
      trans_margin_v: 40,
      adjusted_video_speed_list: ['x'],
    })
    // A tag of SSA in the text is text, and a blank line would end the cue.
    expect(body.src_subtitle[0]?.text.split('\n')).toEqual(['Hi {\u2060\\an8}all,', 'you'])
  })

  it('sends one language and nothing that was not said', async () => {
    const server = await work({})
    await client(server.url).burn({ videoUrl, translation: cues.slice(2) })
    expect(JSON.parse(String(server.bodies[0]))).toEqual({
      url: videoUrl,
      src_subtitle: [],
      trans_subtitle: [{ ...sent[1], index: 1 }],
    })
  })

  it('is submitted once', async () => {
    const server = await serve(answerWith(504, ''))
    await expect(client(server.url).burn({ videoUrl, source: cues })).rejects.toMatchObject({
      retryable: false,
    })
    expect(server.requests).toHaveLength(1)
  })

  it.each<[string, object]>([
    ['no cues', { source: [] }],
    ['cues without text', { source: cues.slice(1, 2) }],
    ['a width alone', { source: cues, width: 1280 }],
    ['a time that is none', { source: [{ start: Number.NaN, end: 1, lines: ['a'] }] }],
    ['a colour by its name', { source: cues, style: { source: { fontColor: 'red' } } }],
    ['a font that is a filter', { source: cues, style: { source: { fontName: "a':b" } } }],
    ['half a pixel', { source: cues, style: { translation: { fontSize: 1.5 } } }],
    ['a negative margin', { source: cues, style: { translation: { marginV: -1 } } }],
    [
      'a shadow of the translation',
      { source: cues, style: { translation: { shadowColor: '#000' } } },
    ],
    ['an unknown option', { source: cues, styles: {} }],
  ])('refuses %s', async (_name, wrong) => {
    await expect(
      client('http://127.0.0.1:9').burn({ videoUrl, ...wrong } as never),
    ).rejects.toMatchObject({ code: 'invalid_option' })
  })
})
