import type { TaskView, Transcript } from '@cuekit/core'
import { parseSrt, parseVtt } from '@cuekit/core/subtitles'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testServer, wav } from '../fixtures/test-server.ts'

let server: ReturnType<typeof testServer>
beforeEach(() => {
  server = testServer()
})
afterEach(() => server.close())

const words = (
  'we will now show that the <b>sum</b> --> of these numbers & nothing else ' +
  'is what the reader expects to see at the end of the page'
).split(' ')
const transcript: Transcript = {
  language: 'en',
  duration: words.length / 2,
  text: words.join(' '),
  segments: [
    {
      start: 0,
      end: words.length / 2,
      text: words.join(' '),
      words: words.map((text, i) => ({ text, start: i / 2, end: i / 2 + 0.4 })),
    },
  ],
  warnings: [],
}

const create = async (name = 'talk.wav') => {
  const path = `/tasks?name=${encodeURIComponent(name)}`
  const response = await server.send(path, { method: 'POST', body: wav() })
  return (await response.json()) as TaskView
}
const finished = async (name?: string) => {
  const { id } = await create(name)
  await server.run(id, { status: 'succeeded', transcript })
  return (await (await server.send(`/tasks/${id}`)).json()) as TaskView
}
const code = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; retryable: boolean } }
  return [response.status, error.code, error.retryable]
}
/** As a `<track>` asks: no header, only the signed link. */
const follow = (url: string, init: RequestInit = {}) =>
  server.handle(new Request(new URL(url, 'http://a'), init))

describe('GET /tasks/:id/subtitles.:format', () => {
  it('gives a <track> WebVTT by the link of the task alone', async () => {
    const { tracks } = await finished()
    const response = await follow(tracks[0]?.url ?? '')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/vtt; charset=utf-8',
      'content-disposition': 'inline; filename="talk.vtt"',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-cache',
    })
    const { cues, diagnostics } = parseVtt(await response.text())
    expect(diagnostics).toEqual([])
    expect(cues.flatMap((cue) => cue.lines).join(' ')).toBe(words.join(' '))
  })

  it.each([
    ['srt', 'application/x-subrip; charset=utf-8'],
    ['txt', 'text/plain; charset=utf-8'],
    ['json', 'application/json; charset=utf-8'],
  ])('gives %s to the owner', async (format, type) => {
    const { id } = await finished()
    const response = await server.send(`/tasks/${id}/subtitles.${format}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type])
    expect(await response.text()).toContain('the reader expects')
  })

  it('breaks lines as it is told', async () => {
    const { id } = await finished()
    const path = `/tasks/${id}/subtitles.srt?maxLineLength=20&maxLines=1`
    const { cues } = parseSrt(await (await server.send(path)).text())
    expect(cues.length).toBeGreaterThan(5)
    for (const { lines } of cues) {
      expect(lines).toHaveLength(1)
      expect(lines[0]?.length).toBeLessThanOrEqual(20)
    }
  })

  it('is a download under the name of the media when asked', async () => {
    const { id } = await finished('Gespräch "1".mp4')
    const response = await server.send(`/tasks/${id}/subtitles.srt?download=1`)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Gespr_ch _1_.srt"; filename*=UTF-8''Gespr%C3%A4ch%20%221%22.srt`,
    )
  })

  it('has an ETag that changes with the rules and saves sending it again', async () => {
    const { id } = await finished()
    const etag = async (query: string) =>
      (await server.send(`/tasks/${id}/subtitles.vtt${query}`)).headers.get('etag') ?? ''
    const first = await etag('')
    expect(await etag('')).toBe(first)
    expect(await etag('?maxLineLength=20')).not.toBe(first)
    const headers = { 'if-none-match': first }
    const same = await server.send(`/tasks/${id}/subtitles.vtt`, { headers })
    expect([same.status, same.body]).toEqual([304, null])
    expect(same.headers.get('etag')).toBe(first)
  })

  it.each(['?maxLineLength=0', '?maxLineLength=1e3', '?maxLines=9', '?download=yes', '?lang=en'])(
    'refuses %s',
    async (query) => {
      const { id } = await finished()
      const response = await server.send(`/tasks/${id}/subtitles.vtt${query}`)
      expect(await code(response)).toEqual([400, 'invalid_option', false])
    },
  )

  it.each(['exe', 'constructor', 'VTT'])('knows no format %s', async (format) => {
    const { id } = await finished()
    const response = await server.send(`/tasks/${id}/subtitles.${format}`)
    expect(await code(response)).toEqual([406, 'not_acceptable', false])
  })

  it('says when a task is not ready, and when it never will be', async () => {
    const { id } = await create()
    for (const path of [`/tasks/${id}/subtitles.vtt`, `/tasks/${id}/transcript`]) {
      const response = await server.send(path)
      expect(response.headers.get('retry-after')).toBe('2')
      expect(await code(response)).toEqual([409, 'task_not_ready', true])
    }
    await server.run(id, { status: 'failed' })
    const failed = await server.send(`/tasks/${id}/subtitles.vtt`)
    expect(await code(failed)).toEqual([409, 'task_not_ready', false])
  })

  it('refuses links that were changed, of another purpose or of another task', async () => {
    const task = await finished()
    const other = await finished()
    const url = new URL(task.tracks[0]?.url ?? '', 'http://a')
    const media = new URL(task.mediaUrl ?? '', 'http://a').search
    const changed = [
      url.pathname + url.search.slice(0, -1),
      url.pathname + url.search.replace(/exp=\d/, 'exp=9'),
      `${url.pathname}?sig=${url.searchParams.get('sig')}`,
      url.pathname + media,
      url.pathname.replace(task.id, other.id) + url.search,
    ]
    for (const link of changed) {
      expect(await code(await follow(link)), link).toEqual([403, 'link_invalid', false])
    }
    expect(await code(await follow(url.pathname))).toEqual([401, 'unauthorized', false])
    const eve = await server.send(`/tasks/${task.id}/subtitles.vtt`, { user: 'eve' })
    expect(await code(eve)).toEqual([404, 'not_found', false])
  })
})

describe('GET /tasks/:id/transcript', () => {
  it('gives the whole transcript to the owner, as data', async () => {
    const { id } = await finished()
    const response = await server.send(`/tasks/${id}/transcript`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
    expect(await response.json()).toEqual(transcript)
    const headers = { 'if-none-match': response.headers.get('etag') ?? '' }
    expect((await server.send(`/tasks/${id}/transcript`, { headers })).status).toBe(304)
  })

  it('is not there for others', async () => {
    const { id } = await finished()
    const path = `/tasks/${id}/transcript`
    expect(await code(await server.send(path, { user: 'eve' }))).toEqual([404, 'not_found', false])
    expect(await code(await server.send(path, { user: null }))).toEqual([
      401,
      'unauthorized',
      false,
    ])
  })
})
