import type { TaskView } from '@cuekit/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { testServer } from '../fixtures/test-server.ts'

let server: ReturnType<typeof testServer>
let task: TaskView
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251))
bytes.write('RIFF', 0, 'latin1')
bytes.write('WAVEfmt ', 8, 'latin1')

beforeEach(async () => {
  server = testServer()
  const response = await server.send('/tasks?name=T%C3%A4lk.wav', { method: 'POST', body: bytes })
  task = (await response.json()) as TaskView
})
afterEach(() => server.close())

const follow = (headers: Record<string, string> = {}, method = 'GET') =>
  server.handle(new Request(new URL(task.mediaUrl ?? '', 'http://a'), { method, headers }))
const content = async (response: Response) => Buffer.from(await response.arrayBuffer())
const code = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string } }
  return [response.status, error.code]
}

describe('GET /tasks/:id/media', () => {
  it('gives a <video> the media by the link of the task alone', async () => {
    const response = await follow()
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes',
      'content-length': '300000',
      'content-type': 'audio/wav',
      'content-disposition': `inline; filename="T_lk.wav"; filename*=UTF-8''T%C3%A4lk.wav`,
      'cache-control': expect.stringContaining('private'),
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.compare(await content(response), bytes)).toBe(0)
  })

  it.each([
    ['bytes=0-', 0, 300_000],
    ['bytes=0-0', 0, 1],
    ['bytes=100000-199999', 100_000, 200_000],
    ['bytes=299999-', 299_999, 300_000],
    ['bytes=-5', 299_995, 300_000],
    ['bytes=299990-999999', 299_990, 300_000],
  ])('answers %s with exactly these bytes', async (range, start, end) => {
    const response = await follow({ range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/300000`)
    expect(response.headers.get('content-length')).toBe(String(end - start))
    expect(Buffer.compare(await content(response), bytes.subarray(start, end))).toBe(0)
  })

  it('answers several ranges with all of it', async () => {
    const response = await follow({ range: 'bytes=0-1,5-6' })
    expect([response.status, (await content(response)).length]).toEqual([200, 300_000])
  })

  it('answers 416 with the size when there is nothing there', async () => {
    const response = await follow({ range: 'bytes=300000-' })
    expect([response.status, response.headers.get('content-range')]).toEqual([
      416,
      'bytes */300000',
    ])
  })

  it('goes on with a download only when it is the same media', async () => {
    const etag = (await follow()).headers.get('etag') ?? ''
    const range = 'bytes=10-19'
    expect((await follow({ range, 'if-range': etag })).status).toBe(206)
    expect((await follow({ range, 'if-range': '"other"' })).status).toBe(200)
    expect((await follow({ range, 'if-range': `W/${etag}` })).status).toBe(200)
    expect((await follow({ range, 'if-range': new Date().toUTCString() })).status).toBe(200)
    const same = await follow({ 'if-none-match': etag })
    expect([same.status, same.body, same.headers.get('content-length')]).toEqual([304, null, null])
  })

  it('answers HEAD with the same headers, without opening the media', async () => {
    server.context.blobs.get = async () => {
      throw new Error('opened')
    }
    const head = await follow({}, 'HEAD')
    expect([head.status, head.body, head.headers.get('content-length')]).toEqual([
      200,
      null,
      '300000',
    ])
    const part = await follow({ range: 'bytes=5-6' }, 'HEAD')
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '2'])
  })

  it('gives the extracted audio where there is one, by a link of its own', async () => {
    const { id } = task
    const put = async function* () {
      yield Buffer.from('small audio')
    }
    const blob = `${id}/audio.ogg`
    await server.context.blobs.put(blob, put(), { maxBytes: 100 })
    await server.run(id, { audio: { name: 'Tälk.ogg', type: 'audio/ogg', bytes: 11, blob } })
    const signed = server.context.links.sign(id, 'audio')
    const response = await server.send(`/tasks/${id}/media?file=audio&${signed}`, { user: null })
    expect(response.headers.get('content-type')).toBe('audio/ogg')
    expect(String(await content(response))).toBe('small audio')
    const media = new URL(task.mediaUrl ?? '', 'http://a').search.slice(1)
    const wrong = await server.send(`/tasks/${id}/media?file=audio&${media}`, { user: null })
    expect(await code(wrong)).toEqual([403, 'link_invalid'])
  })

  it('never serves bytes as something a browser runs', async () => {
    server.context.mediaBlob = async ({ source }) => ({
      key: source.blob,
      type: 'text/html',
      name: 'x.html',
    })
    expect((await follow()).headers.get('content-type')).toBe('application/octet-stream')
  })

  it('answers 410 once the media was deleted', async () => {
    await server.run(task.id, { status: 'succeeded' })
    await server.context.blobs.deleteTask(task.id)
    await server.context.store.markPurged(task.id)
    expect(await code(await follow())).toEqual([410, 'media_expired'])
    expect(await code(await server.send(`/tasks/${task.id}/media`))).toEqual([410, 'media_expired'])
  })

  it('answers 410 also when it goes between looking and opening', async () => {
    server.context.blobs.get = async () => null
    expect(await code(await follow())).toEqual([410, 'media_expired'])
  })

  it('is only for its owner without a link', async () => {
    const path = `/tasks/${task.id}/media`
    expect((await server.send(path)).status).toBe(200)
    expect(await code(await server.send(path, { user: 'eve' }))).toEqual([404, 'not_found'])
    expect(await code(await server.send(path, { user: null }))).toEqual([401, 'unauthorized'])
    expect(await code(await server.send(`${path}?file=video`))).toEqual([400, 'invalid_option'])
  })
})
