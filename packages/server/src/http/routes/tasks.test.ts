import { CuekitError, type TaskView } from '@cuekit/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stalling, streamed, testServer, wav } from '../fixtures/test-server.ts'

let server: ReturnType<typeof testServer>
beforeEach(() => {
  server = testServer()
})
afterEach(() => server.close())

const view = async (response: Response) => (await response.json()) as TaskView
const code = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return [response.status, error.code, error.message]
}
const refused = (status: number, name: string, message: string | RegExp = '') => [
  status,
  name,
  expect.stringMatching(message),
]
const post = (
  path: string,
  body: NonNullable<RequestInit['body']> | null,
  headers: Record<string, string> = {},
) => server.send(path, { method: 'POST', body, headers })
const create = async (user = 'ada') =>
  view(await server.send('/tasks?name=talk.wav', { method: 'POST', body: wav(), user }))

describe('POST /tasks with raw bytes', () => {
  it('stores the media, makes the task and says where it is', async () => {
    const response = await post(
      '/tasks?name=talk.wav&language=EN&prompt=Ada+%26+Bob&model=m&temperature=0.5',
      wav(5000),
      { 'content-type': 'audio/wav', 'content-length': '5000' },
    )
    expect(response.status).toBe(202)
    const task = await view(response)
    expect(task).toMatchObject({
      status: 'queued',
      source: { name: 'talk.wav', type: 'audio/wav', bytes: 5000 },
      language: 'en',
    })
    expect(response.headers.get('location')).toBe(`/api/cuekit/tasks/${task.id}`)
    expect(response.headers.get('etag')).toBe(`"${task.version}"`)
    expect(await server.context.store.get(task.id)).toMatchObject({
      owner: 'ada',
      options: { language: 'en', prompt: 'Ada & Bob', model: 'm', temperature: 0.5 },
    })
    expect(server.woken).toEqual([task.id])
  })

  it('takes a file of a type the browser does not know, empty options and no name', async () => {
    const task = await view(await post('/tasks?name=&language=&temperature=', streamed([wav()])))
    expect(task.source).toMatchObject({ name: 'media', type: 'audio/wav' })
    const named = await view(await post('/tasks', wav(), { 'content-type': 'audio/wav;codecs=1' }))
    expect(named.source.name).toBe('media.wav')
  })

  it.each([
    ['an unknown key', '?nmae=a.wav', /Unknown option "nmae"\. Known here: name, language/],
    ['a repeated key', '?language=en&language=de', /"language" was given twice/],
    ['a temperature that is too high', '?temperature=1.5', /"temperature" must be at most 1/],
    ['a temperature that is none', '?temperature=warm', /"temperature" must be a plain number/],
    ['a language that is none', '?language=English', /"language" must be a language code/],
    ['__proto__', '?__proto__=1', /Unknown option "__proto__"/],
    ['a prompt that is too long', `?prompt=${'a'.repeat(4001)}`, /"prompt" must have at most/],
  ])('refuses %s', async (_name, query, message) => {
    const response = await post(`/tasks${query}`, wav())
    expect(await code(response)).toEqual(refused(400, 'invalid_option', message))
    expect(server.files()).toEqual([])
  })

  it('refuses a language the engine does not know', async () => {
    expect(await code(await post('/tasks?language=fr', wav()))).toEqual(
      refused(422, 'unsupported_language'),
    )
  })

  it.each([
    ['text/html', /text\/html is not media/],
    ['application/x-www-form-urlencoded', /curl --data-binary/],
    ['image/png', /image\/png/],
    ['application/json; charset=utf-8', /application\/json/],
  ])('refuses a body that says it is %s', async (type, message) => {
    const response = await post('/tasks', '{"no":"media"}', { 'content-type': type })
    expect(await code(response)).toEqual(refused(415, 'unsupported_media', message))
  })

  it('refuses what says it is media and is not', async () => {
    const page = '<!doctype html>'.padEnd(500)
    const response = await post('/tasks?name=a.mp4', page, { 'content-type': 'video/mp4' })
    expect(await code(response)).toEqual(refused(415, 'unsupported_media'))
    expect(server.files()).toEqual([])
  })

  it('refuses sources by url until they are configured', async () => {
    const body = JSON.stringify({ source: { url: 'https://a.example/talk.mp4' }, language: 'en' })
    const response = await post('/tasks', body, { 'content-type': 'application/json' })
    expect(await code(response)).toEqual(refused(400, 'invalid_request', /not configured/))
  })

  it('reads no more than 64 kB of JSON', async () => {
    let cancelled = false
    const body = streamed(endless(), () => (cancelled = true))
    const response = await post('/tasks', body, { 'content-type': 'application/json' })
    expect(await code(response)).toEqual(refused(413, 'payload_too_large'))
    expect(cancelled).toBe(true)
  })

  it('refuses an empty file, declared or not', async () => {
    const headers = { 'content-type': 'audio/wav', 'content-length': '0' }
    for (const response of [
      await post('/tasks', '', headers),
      await post('/tasks', null),
      await post('/tasks', streamed([])),
    ]) {
      expect(await code(response)).toEqual(refused(400, 'empty_file'))
    }
  })

  it('refuses by Content-Length before it reads a byte, and lets go of the body', async () => {
    let read = false
    let cancelled = false
    const body = streamed(
      (function* () {
        read = true
        yield wav()
      })(),
      () => (cancelled = true),
    )
    const response = await post('/tasks', body, { 'content-length': '1000001' })
    expect(await code(response)).toEqual(refused(413, 'payload_too_large', /1000000/))
    expect([read, cancelled]).toEqual([false, true])
  })

  it('stops reading a chunked body at the limit and keeps nothing', async () => {
    let cancelled = false
    const response = await post(
      '/tasks',
      streamed(endless(), () => (cancelled = true)),
    )
    expect(await code(response)).toEqual(refused(413, 'payload_too_large'))
    expect(cancelled).toBe(true)
    expect(server.files()).toEqual([])
  })

  it('takes the limit of the owner where there is one', async () => {
    const authorize = () => ({ id: 'small', limits: { maxBytes: 100, maxActiveTasks: 1 } })
    Object.assign(server.context, { authorize })
    expect(await code(await post('/tasks', streamed([wav()])))).toEqual(
      refused(413, 'payload_too_large', /100\b/),
    )
    expect((await post('/tasks', wav(90))).status).toBe(202)
    expect(await code(await post('/tasks', wav(90)))).toEqual(refused(429, 'quota_exceeded'))
  })

  it('notices a body that was cut short and keeps nothing', async () => {
    const headers = { 'content-length': '9000' }
    const response = await post('/tasks', streamed([wav(4096)]), headers)
    const [status, name, message] = await code(response)
    expect([status, name]).toEqual([400, 'body_truncated'])
    expect(message).toContain('4096 of 9000')
    expect(server.files()).toEqual([])
  })

  it('calls a connection that breaks a truncated body', async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(wav()),
      pull: (controller) => controller.error(new Error('ECONNRESET 10.0.0.7')),
    })
    const [status, name, message] = await code(await post('/tasks', body))
    expect([status, name]).toEqual([400, 'body_truncated'])
    expect(message).not.toContain('10.0.0.7')
    expect(server.files()).toEqual([])
  })

  it('gives up when the client leaves, also while nothing arrives', async () => {
    const client = new AbortController()
    const sender = stalling(wav(8192))
    const init = { method: 'POST', body: sender.body, signal: client.signal }
    const answer = server.send('/tasks', init)
    await expect.poll(() => server.files().length).toBe(1)
    client.abort()
    expect(await code(await answer)).toEqual(refused(499, 'aborted'))
    expect(server.files()).toEqual([])
    await sender.goesOn()
    expect(sender.cancelled()).toBe(true)
  })

  it('answers a refusal at once, though the sender has stalled', async () => {
    let cancelled = false
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from('not media '.repeat(1000))),
      cancel: () => void (cancelled = true),
    })
    expect(await code(await post('/tasks', body))).toEqual(refused(415, 'unsupported_media'))
    expect(cancelled).toBe(true)
  })

  it('answers a failure at once, though a byte is still waited for', async () => {
    const sender = stalling()
    server.context.tasks.create = async ({ source }) => {
      if ('body' in source)
        source.body[Symbol.asyncIterator]()
          .next()
          .catch(() => {})
      throw new CuekitError('storage_full', 'The disk is full.')
    }
    expect(await code(await post('/tasks', sender.body))).toEqual(refused(507, 'storage_full'))
    await sender.goesOn()
    expect(sender.cancelled()).toBe(true)
  })

  it('answers also when authorize cloned the request and never read the clone', async () => {
    const clones: Request[] = []
    server.context.authorize = (request) => {
      clones.push(request.clone())
      return { id: 'ada' }
    }
    const page = { 'content-type': 'text/html' }
    expect((await post('/tasks', streamed([wav(), wav()]), page)).status).toBe(415)
    expect((await post('/tasks', streamed(endless()))).status).toBe(413)
    expect((await post('/tasks', streamed([wav()]))).status).toBe(202)
    expect(clones).toHaveLength(3)
  })

  it('says so when something read the body before', async () => {
    const request = new Request('http://a/api/cuekit/tasks', {
      method: 'POST',
      body: wav(),
      headers: { user: 'ada' },
    })
    await request.arrayBuffer()
    expect(await code(await server.handle(request))).toEqual(refused(400, 'body_already_read'))
  })

  it('answers the same key with the same task, and another file under it with a conflict', async () => {
    const headers = { 'idempotency-key': 'k-1' }
    const first = await view(await post('/tasks?name=a.wav', wav(), headers))
    const again = await view(await post('/tasks?name=a.wav', wav(), headers))
    expect(again.id).toBe(first.id)
    expect(await code(await post('/tasks?name=a.wav', wav(5000), headers))).toEqual(
      refused(409, 'idempotency_conflict'),
    )
    expect(server.files()).toHaveLength(1)
    const bad = { 'idempotency-key': 'k'.repeat(256) }
    expect(await code(await post('/tasks', wav(), bad))).toEqual(refused(400, 'invalid_request'))
  })

  it('holds a piece of a 64 MB upload at a time', async () => {
    Object.assign(server.context.limits, { maxBytes: 100 * 2 ** 20 })
    const piece = Buffer.alloc(64 * 1024)
    let ahead = 0
    let most = 0
    function* pieces() {
      yield wav(64 * 1024)
      for (let i = 1; i < 1024; i++) {
        ahead += 1
        most = Math.max(most, ahead)
        yield piece
      }
    }
    const put = server.context.blobs.put
    server.context.blobs.put = (key, body, options) =>
      put(
        key,
        (async function* () {
          for await (const chunk of body) {
            ahead = 0
            yield chunk
          }
        })(),
        options,
      )
    const before = process.memoryUsage().arrayBuffers
    const task = await view(await post('/tasks', streamed(pieces())))
    expect(task.source.bytes).toBe(64 * 2 ** 20)
    expect(most).toBeLessThan(8)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 2 ** 20)
  })
})

describe('tasks', () => {
  it('are listed newest first, in pages, own ones only', async () => {
    const ids = [(await create()).id, (await create()).id, (await create()).id]
    await create('eve')
    const page = async (query: string) =>
      (await (await server.send(`/tasks${query}`)).json()) as { tasks: TaskView[]; next?: string }
    const first = await page('?limit=2')
    expect(first.next).toBeTypeOf('string')
    const second = await page(`?limit=2&cursor=${encodeURIComponent(first.next ?? '')}`)
    expect(second.next).toBeUndefined()
    const listed = [...first.tasks, ...second.tasks].map((task) => task.id)
    expect(listed.toSorted()).toEqual(ids.toSorted())
  })

  it.each(['?limit=0', '?limit=101', '?limit=1.5', '?limit=x', '?page=2'])(
    'refuse %s',
    async (query) => {
      expect(await code(await server.send(`/tasks${query}`))).toEqual(
        refused(400, 'invalid_option'),
      )
    },
  )

  it('are read with an ETag and answered 304 until they change', async () => {
    const { id, version } = await create()
    const first = await server.send(`/tasks/${id}`)
    expect(first.headers.get('etag')).toBe(`"${version}"`)
    for (const tag of [`"${version}"`, `W/"${version}"`, `"0", "${version}"`, '*']) {
      const same = await server.send(`/tasks/${id}`, { headers: { 'if-none-match': tag } })
      expect([same.status, same.body, same.headers.get('etag')]).toEqual([
        304,
        null,
        `"${version}"`,
      ])
    }
    const { version: newer } = await server.run(id, { progress: 0.5 })
    const headers = { 'if-none-match': `"${version}"` }
    const changed = await view(await server.send(`/tasks/${id}`, { headers }))
    expect(changed).toMatchObject({ status: 'processing', progress: 0.5, version: newer })
  })

  it('are cancelled and tried again', async () => {
    const { id } = await create()
    const cancelled = await view(await post(`/tasks/${id}/cancel`, null))
    expect(cancelled.status).toBe('cancelled')
    const again = await post(`/tasks/${id}/retry`, null)
    expect([again.status, (await view(again)).status]).toEqual([202, 'queued'])
    expect(server.woken).toEqual([id, id])
    await server.run(id, { status: 'succeeded' })
    expect(await code(await post(`/tasks/${id}/cancel`, null))).toEqual(refused(409, 'task_final'))
    expect(await code(await post(`/tasks/${id}/retry`, null))).toEqual(refused(409, 'task_final'))
  })

  it('are deleted with their media', async () => {
    const { id } = await create()
    const response = await server.send(`/tasks/${id}`, { method: 'DELETE' })
    expect([response.status, response.body, server.files()]).toEqual([204, null, []])
    expect(await code(await server.send(`/tasks/${id}`))).toEqual(refused(404, 'not_found'))
  })

  it('of somebody else do not exist, on any route', async () => {
    const { id } = await create('eve')
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/cancel'],
      ['POST', '/retry'],
      ['GET', '/events'],
      ['GET', '/media'],
      ['GET', '/media?file=audio'],
    ] as const) {
      const theirs = await code(await server.send(`/tasks/${id}${path}`, { method }))
      const none = await code(await server.send(`/tasks/none${path}`, { method }))
      expect(theirs, `${method} ${path}`).toEqual(refused(404, 'not_found'))
      expect(theirs).toEqual(none)
    }
    expect((await server.send(`/tasks/${id}`, { user: 'eve' })).status).toBe(200)
  })
})

function* endless() {
  yield wav(64 * 1024)
  for (;;) yield Buffer.alloc(64 * 1024)
}
