import { describe, expect, it } from 'vitest'
import { answerWith, serve } from '../http/fixtures/serve.ts'
import type { ClientEvent } from '../http/client-event.ts'
import { createAI302Client } from './client.ts'

const page = 'https://video.test/watch?v=1&t=2#now'
const client = (url: string, options = {}) =>
  createAI302Client({ baseURL: url, apiKey: 'k', retry: { baseDelay: 1, maxDelay: 1 }, ...options })

describe('videos.info', () => {
  it('asks once for the page and reads what the site says, also numbers sent as text', async () => {
    const format = {
      format_id: 136,
      format_note: '720p',
      ext: 'mp4',
      vcodec: 'avc1',
      acodec: 'none',
      url: 'https://cdn.test/v',
      width: '1280',
      height: 720,
      fps: 29.97,
      filesize: null,
      filesize_approx: '1000',
      unheard_of: true,
    }
    const info = { id: 'abc', title: 'Talk', thumbnail: 't', duration: '12.5', formats: [format] }
    const server = await serve(answerWith(200, { info }))
    const read = await client(`${server.url}/proxy?tenant=a%20b`).videos.info({ url: page })
    expect(read).toEqual({
      id: 'abc',
      title: 'Talk',
      thumbnailUrl: 't',
      duration: 12.5,
      formats: [
        {
          id: '136',
          note: '720p',
          extension: 'mp4',
          videoCodec: 'avc1',
          audioCodec: null,
          url: 'https://cdn.test/v',
          width: 1280,
          height: 720,
          fps: 29.97,
          approximateBytes: 1000,
        },
      ],
    })
    expect(server.requests).toHaveLength(1)
    const asked = new URL(server.requests[0]?.url ?? '', server.url)
    expect([
      asked.pathname,
      asked.searchParams.get('tenant'),
      asked.searchParams.get('url'),
    ]).toEqual(['/proxy/302/vt/video/info', 'a b', page])
    expect(server.requests[0]?.headers.authorization).toBe('Bearer k')
  })

  it.each([
    [{ info: {} }],
    [{ info: { formats: null, duration: 0, title: null, id: null } }],
    [{ info: { formats: 'none', duration: 'N/A', thumbnail: '' } }],
  ])('lives with as little as %j', async (body) => {
    const server = await serve(answerWith(200, body))
    expect(await client(server.url).videos.info({ url: page })).toEqual({ formats: [] })
  })

  it.each<[unknown, string]>([
    [{ error: { err_code: -10011, message: 'Unsupported URL' } }, 'upstream_rejected'],
    [{ info: null }, 'invalid_response'],
    ['<html>', 'invalid_response'],
  ])('does not take %j with status 200 for a video', async (body, code) => {
    const server = await serve(answerWith(200, body))
    await expect(client(server.url).videos.info({ url: page })).rejects.toMatchObject({ code })
    expect(server.requests).toHaveLength(1)
  })

  it('is not charged twice', async () => {
    const server = await serve(answerWith(500, ''))
    await expect(client(server.url).videos.info({ url: page })).rejects.toMatchObject({
      code: 'upstream_error',
      retryable: false,
    })
    expect(server.requests).toHaveLength(1)
  })

  it('tells the requests of calls at the same time apart', async () => {
    const server = await serve(answerWith(200, { info: {} }))
    const events: ClientEvent[] = []
    const { videos } = client(server.url, { onEvent: (event: ClientEvent) => events.push(event) })
    await Promise.all([videos.info({ url: page }), videos.info({ url: page })])
    expect(new Set(events.map(({ id }) => id)).size).toBe(2)
    expect(JSON.stringify(events)).not.toContain('watch')
  })

  it.each([[{ url: 'ftp://x.test/' }], [{ url: page, resolution: 720 }], [{}]])(
    'refuses %j',
    async (wrong) => {
      await expect(client('http://127.0.0.1:9').videos.info(wrong as never)).rejects.toMatchObject({
        code: 'invalid_option',
      })
    },
  )
})

describe('videos.download and videos.extractAudio', () => {
  const work = (result: unknown) =>
    serve((request, response, count, served) =>
      answerWith(
        200,
        request.method === 'POST' ? { task_id: 'd-e1' } : { status: 'success', result },
      )(request, response, count, served),
    )
  const links = { video_url: 'https://f.test/v.mp4', audio_url: 'https://f.test/a.mp3' }
  const schedule = () => 1

  it('fetches a video in the height that was asked for', async () => {
    const server = await work(links)
    const handle = await client(server.url).videos.download({ url: page, resolution: 720 })
    expect(handle.kind).toBe('download')
    const { videoUrl, audioUrl } = await handle.result({ schedule })
    expect([videoUrl, audioUrl]).toEqual([links.video_url, links.audio_url])
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /302/vt/video/download',
      'GET /302/vt/tasks/subtitle/d-e1',
    ])
    expect(JSON.parse(String(server.bodies[0]))).toEqual({ url: page, resolution: 720 })
  })

  it('extracts the audio of a video', async () => {
    const server = await work({ audio_url: links.audio_url })
    const handle = await client(server.url).videos.extractAudio({ url: page })
    expect(await handle.result({ schedule })).toEqual({ audioUrl: links.audio_url })
    expect(server.requests[0]?.url).toBe('/302/vt/video/extract_audio')
    expect(JSON.parse(String(server.bodies[0]))).toEqual({ url: page })
  })

  it('submits each once', async () => {
    const server = await serve(answerWith(502, '<html>'))
    const { videos } = client(server.url)
    for (const work of [videos.download({ url: page }), videos.extractAudio({ url: page })]) {
      await expect(work).rejects.toMatchObject({ code: 'upstream_error', retryable: false })
    }
    expect(server.requests).toHaveLength(2)
  })

  it.each([[{ url: page, resolution: 0 }], [{ url: page, resolution: '720p' }], [{ url: 'x' }]])(
    'refuses %j',
    async (wrong) => {
      await expect(
        client('http://127.0.0.1:9').videos.download(wrong as never),
      ).rejects.toMatchObject({ code: 'invalid_option' })
    },
  )
})
