import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../emulator.ts'
import { toneWav } from '../fixtures/speech.ts'
import { listen, type Listening } from '../listen.ts'
import { waterCycle } from '../sample.ts'
import { cueTime } from './cue.ts'

const key = { authorization: 'Bearer sk-test' }
const host = 'http://emulator'

let media: Listening
let video: Uint8Array<ArrayBuffer>
beforeAll(async () => {
  video = new Uint8Array(await readFile(waterCycle.videoUrl))
  media = await listen(async (request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/water.mp4') return new Response(video)
    if (pathname === '/tone.wav') return new Response(toneWav(3))
    return new Response('', { status: 404 })
  })
})
afterAll(() => media.close())

const open: Emulator[] = []
afterEach(() => Promise.all(open.splice(0).map((emulator) => emulator.close())))

function create(options: EmulatorOptions = {}): Emulator {
  const emulator = createEmulator(options)
  open.push(emulator)
  return emulator
}

const post = (emulator: Emulator, path: string, body: unknown) =>
  emulator.fetch(`${host}/302/vt/${path}`, {
    method: 'POST',
    headers: key,
    body: JSON.stringify(body),
  })

interface Answer {
  status: string
  result: Record<string, unknown>
}

async function finish(emulator: Emulator, path: string, body: unknown): Promise<Answer> {
  const submitted = await post(emulator, path, body)
  expect(submitted.status).toBe(200)
  const { task_id: id } = (await submitted.json()) as { task_id: string }
  for (;;) {
    const polled = await emulator.fetch(`${host}/302/vt/tasks/subtitle/${id}`, { headers: key })
    const answer = (await polled.json()) as Answer
    if (answer.status === 'success' || answer.status === 'fail') return answer
    await sleep(5)
  }
}

const info = async (emulator: Emulator, url: string) => {
  const query = new URLSearchParams({ url })
  const response = await emulator.fetch(`${host}/302/vt/video/info?${query}`, { headers: key })
  return { status: response.status, body: (await response.json()) as Record<string, object> }
}

const bytesOf = async (emulator: Emulator, link: unknown) =>
  new Uint8Array(await (await emulator.fetch(String(link))).arrayBuffer())

describe('GET /302/vt/video/info', { timeout: 60_000 }, () => {
  it('measures the media behind the link', async () => {
    const emulator = create()
    const url = `${media.url}/water.mp4`
    const { status, body } = await info(emulator, url)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      info: {
        id: expect.stringMatching(/^[\w-]{11}$/),
        title: 'water',
        duration: expect.closeTo(13.2, 0),
        formats: [
          { format_note: '360p', ext: 'mp4', url, width: 640, height: 360, filesize: video.length },
        ],
      },
    })
    expect(emulator.ledger.total()).toBe(0.001)
  })

  it('says none for a stream that is not there', async () => {
    const { body } = await info(create(), `${media.url}/tone.wav`)
    expect(body).toMatchObject({ info: { formats: [{ vcodec: 'none', ext: 'wav', width: null }] } })
  })

  it('answers an error with status 200 for a link that leads nowhere, and bills nothing', async () => {
    const emulator = create()
    expect(await info(emulator, `${media.url}/gone`)).toEqual({
      status: 200,
      body: { error: { err_code: -10003, message: 'url could not be fetched: it answered 404.' } },
    })
    expect(emulator.ledger.total()).toBe(0)
    expect((await info(emulator, 'file:///etc/hostname')).status).toBe(400)
  })
})

describe('POST /302/vt/video/*', { timeout: 60_000 }, () => {
  it('downloads the video and its audio track, which can be transcribed in turn', async () => {
    const emulator = create()
    const url = `${media.url}/water.mp4`
    const { status, result } = await finish(emulator, 'video/download', { url, resolution: 360 })
    expect(status).toBe('success')
    expect(result).toEqual({
      video_url: expect.stringMatching(/^http:\/\/emulator\/_emulator\/files\/[0-9a-f-]{36}\.mp4$/),
      audio_url: expect.stringMatching(/\.mp3$/),
    })
    expect(await bytesOf(emulator, result['video_url'])).toEqual(video)
    expect(emulator.ledger.total()).toBe(0.005)

    const next = { audio_url: result['audio_url'], language: 'en' }
    const transcribed = await finish(emulator, 'subtitle/extract', next)
    const documented: unknown = JSON.parse(await readFile(waterCycle.answerUrl, 'utf8'))
    expect(transcribed).toEqual(documented)
  })

  it('extracts the audio track by the minute', async () => {
    const emulator = create()
    const { result } = await finish(emulator, 'video/extract_audio', {
      url: `${media.url}/water.mp4`,
    })
    expect(Object.keys(result)).toEqual(['audio_url'])
    expect((await bytesOf(emulator, result['audio_url'])).length).toBeGreaterThan(10_000)
    expect(emulator.ledger.total()).toBeCloseTo((13.2 / 60) * 0.001, 5)
  })

  it('fails where there is no video', async () => {
    const emulator = create()
    const answer = await finish(emulator, 'video/download', { url: `${media.url}/tone.wav` })
    expect(answer).toEqual({
      status: 'fail',
      result: { error: { err_code: -10011, message: 'url holds no video.' } },
    })
    expect(emulator.ledger.total()).toBe(0)
  })

  it.each([
    ['video/download', {}],
    ['video/download', { url: 'http://x/v', resolution: '720p' }],
    ['video/extract_audio', { url: 'file:///v' }],
  ])('refuses what is wrong with %s', async (path, body) => {
    expect((await post(create(), path, body)).status).toBe(400)
  })
})

const segments = [
  { start: 0.5, end: 1.25, text: ' Guten Tag.', words: [] },
  { start: 3661, end: 3662.004, text: 'Bis 5 Uhr!' },
]
const asked = { model: 'gpt-4o-mini', src_lang: 'de', tgt_lang: 'en', subtitle: { segments } }

describe('POST /302/vt/subtitle/translate', { timeout: 60_000 }, () => {
  it('says that it cannot without a translator', async () => {
    const response = await post(create(), 'subtitle/translate', asked)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { err_code: -10009 } })
  })

  it('translates what it was given, cue by cue', async () => {
    const given: unknown[] = []
    const emulator = create({
      translate: async (request) => {
        given.push(request)
        return request.texts.map((text) => text.toUpperCase())
      },
    })
    const { result } = await finish(emulator, 'subtitle/translate', asked)
    const times = [
      { index: 1, start_time: '00:00:00,500', end_time: '00:00:01,250' },
      { index: 2, start_time: '01:01:01,000', end_time: '01:01:02,004' },
    ] as const
    expect(result).toEqual({
      src_subtitle: [
        { ...times[0], text: 'Guten Tag.' },
        { ...times[1], text: 'Bis 5 Uhr!' },
      ],
      trans_subtitle: [
        { ...times[0], text: 'GUTEN TAG.' },
        { ...times[1], text: 'BIS 5 UHR!' },
      ],
    })
    expect(given).toEqual([
      {
        model: 'gpt-4o-mini',
        sourceLanguage: 'de',
        targetLanguage: 'en',
        texts: ['Guten Tag.', 'Bis 5 Uhr!'],
      },
    ])
  })

  it('fails when texts are missing from the translation', async () => {
    const emulator = create({ translate: async () => ['one'] })
    const { status, result } = await finish(emulator, 'subtitle/translate', asked)
    expect(status).toBe('fail')
    expect(result['error']).toEqual({ message: 'The translator gave 1 texts for 2.' })
  })

  it.each([
    ['no model', { ...asked, model: undefined }],
    ['no segments', { ...asked, subtitle: {} }],
    ['a segment without text', { ...asked, subtitle: { segments: [{ start: 0, end: 1 }] } }],
  ])('refuses %s', async (_, body) => {
    const emulator = create({ translate: async ({ texts }) => texts })
    expect((await post(emulator, 'subtitle/translate', body)).status).toBe(400)
  })

  it('rounds times to whole milliseconds', () => {
    expect([0, 0.0006, 59.9996, 3599.9999, 360_000].map(cueTime)).toEqual([
      '00:00:00,000',
      '00:00:00,001',
      '00:01:00,000',
      '01:00:00,000',
      '100:00:00,000',
    ])
  })
})

describe('POST /302/vt/subtitle/burn', { timeout: 60_000 }, () => {
  const cue = { index: 1, start_time: '00:00:00,521', end_time: '00:00:02.000', text: 'Hello' }

  it('says that it cannot without a burner', async () => {
    const response = await post(create(), 'subtitle/burn', { url: `${media.url}/water.mp4` })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { err_code: -10009 } })
  })

  it('serves what the burner wrote, and bills by the minute', async () => {
    const given: unknown[] = []
    const emulator = create({
      burn: async ({ videoPath, outputPath, ...rest }) => {
        given.push(rest)
        await copyFile(videoPath, outputPath)
      },
    })
    const { result } = await finish(emulator, 'subtitle/burn', {
      url: `${media.url}/water.mp4`,
      src_subtitle: [],
      trans_subtitle: [cue],
      trans_font_color: '&H00FFFF',
    })
    expect(given).toEqual([
      { sourceCues: [], translatedCues: [cue], style: { trans_font_color: '&H00FFFF' } },
    ])
    expect(await bytesOf(emulator, result['video_url'])).toEqual(video)
    expect(emulator.ledger.total()).toBeCloseTo((13.2 / 60) * 0.005, 4)
  })

  it('fails when the burner wrote no video', async () => {
    const emulator = create({ burn: ({ outputPath }) => writeFile(outputPath, 'nothing') })
    const body = { url: `${media.url}/water.mp4`, trans_subtitle: [cue] }
    const { status } = await finish(emulator, 'subtitle/burn', body)
    expect([status, emulator.ledger.total()]).toEqual(['fail', 0])
  })

  it.each([
    ['no link', { trans_subtitle: [cue] }],
    [
      'a cue without an index',
      { url: `${host}/v`, trans_subtitle: [{ ...cue, index: undefined }] },
    ],
    ['a time in seconds', { url: `${host}/v`, src_subtitle: [{ ...cue, start_time: 0.5 }] }],
  ])('refuses %s', async (_, body) => {
    const emulator = create({ burn: async () => {} })
    expect((await post(emulator, 'subtitle/burn', body)).status).toBe(400)
  })
})
