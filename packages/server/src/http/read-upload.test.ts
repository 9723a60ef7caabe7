import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { stalling, streamed, testServer, wav } from './fixtures/test-server.ts'

let server: ReturnType<typeof testServer>
beforeEach(() => {
  server = testServer()
})
afterEach(() => server.close())

const send = async (body: FormData | ReadableStream, headers = {}, path = '/tasks') => {
  const response = await server.send(path, { method: 'POST', body, headers })
  const answer = (await response.json()) as { id: string; error?: { code: string } }
  return { status: response.status, code: answer.error?.code, id: answer.id }
}
const form = (entries: [string, string | Blob][], name?: string) => {
  const data = new FormData()
  for (const [key, value] of entries) {
    if (typeof value === 'string') data.append(key, value)
    else data.append(key, value, name)
  }
  return data
}
const media = new Blob([wav(5000)], { type: 'audio/wav' })
const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
// As a form of unknown length comes over the network.
const typeB = {
  'content-type': 'multipart/form-data; boundary=b',
  'transfer-encoding': 'chunked',
}

describe('POST /tasks with a form', () => {
  it.each([
    ['before', true],
    ['after', false],
  ])('takes options %s the file', async (_where, before) => {
    const options: [string, string][] = [
      ['language', 'de'],
      ['prompt', 'Zoë'],
      ['temperature', '0.25'],
      ['model', ''],
    ]
    const entries: [string, string | Blob][] = before
      ? [...options, ['file', media]]
      : [['file', media], ...options]
    const { status, id } = await send(form(entries, 'Gespräch.wav'))
    expect(status).toBe(202)
    expect(await server.context.store.get(id)).toMatchObject({
      options: { language: 'de', prompt: 'Zoë', temperature: 0.25 },
      source: { name: 'Gespräch.wav', type: 'audio/wav', bytes: 5000 },
    })
  })

  it('takes options and the name from the query as well', async () => {
    const path = '/tasks?language=en&name=better.wav'
    const { id } = await send(form([['file', media]], 'blob'), {}, path)
    expect(await server.context.store.get(id)).toMatchObject({
      options: { language: 'en' },
      source: { name: 'better.wav' },
    })
    const twice = form(
      [
        ['file', media],
        ['language', 'de'],
      ],
      'a.wav',
    )
    expect(await send(twice, {}, path)).toMatchObject({ status: 400, code: 'invalid_option' })
  })

  it.each([
    [
      'an unknown field before',
      [
        ['nonsense', '1'],
        ['file', media],
      ],
      'invalid_option',
    ],
    [
      'an unknown field after',
      [
        ['file', media],
        ['nonsense', '1'],
      ],
      'invalid_option',
    ],
    [
      'a wrong value after',
      [
        ['file', media],
        ['temperature', '7'],
      ],
      'invalid_option',
    ],
    [
      'an unknown language after',
      [
        ['file', media],
        ['language', 'fr'],
      ],
      'unsupported_language',
    ],
    [
      'the file twice',
      [
        ['file', media],
        ['file', media],
      ],
      'invalid_request',
    ],
    ['no file', [['language', 'en']], 'invalid_request'],
    ['an empty file', [['file', new Blob([])]], 'empty_file'],
    ['a file that is no media', [['file', new Blob(['<html>'.repeat(99)])]], 'unsupported_media'],
    ['a file that is too large', [['file', new Blob([wav(1_000_001)])]], 'payload_too_large'],
  ] as [string, [string, string | Blob][], string][])(
    'refuses %s and keeps nothing',
    async (_name, entries, code) => {
      expect((await send(form(entries, 'a.wav'))).code).toBe(code)
      expect(server.files()).toEqual([])
      expect((await server.context.tasks.list({ owner: 'ada' })).tasks).toEqual([])
    },
  )

  it('refuses a form whose end is missing, and keeps nothing', async () => {
    const body = streamed([Buffer.from(head), wav()])
    expect(await send(body, typeB)).toMatchObject({ status: 400, code: 'body_truncated' })
    expect(server.files()).toEqual([])
  })

  it('refuses a form shorter than its Content-Length, even one that looks complete', async () => {
    const body = streamed([Buffer.from(head), wav(), Buffer.from('\r\n--b--\r\n')])
    const headers = { ...typeB, 'content-length': '9999' }
    expect(await send(body, headers)).toMatchObject({ status: 400, code: 'body_truncated' })
    expect(server.files()).toEqual([])
  })

  it('refuses by Content-Length before it reads a byte', async () => {
    let read = false
    const body = streamed(
      (function* () {
        read = true
        yield Buffer.from(head)
      })(),
    )
    const headers = { ...typeB, 'content-length': '2000000' }
    expect(await send(body, headers)).toMatchObject({ status: 413, code: 'payload_too_large' })
    expect(read).toBe(false)
  })

  it('stops reading an endless form', async () => {
    let cancelled = false
    function* pieces() {
      yield Buffer.from(head)
      yield wav()
      for (;;) yield Buffer.alloc(64 * 1024)
    }
    const body = streamed(pieces(), () => (cancelled = true))
    expect((await send(body, typeB)).code).toBe('payload_too_large')
    expect([cancelled, server.files()]).toEqual([true, []])
  })

  it('lets go of the sender when the task is refused while it still sends', async () => {
    const sender = stalling(Buffer.from(head + 'not media '.repeat(1000)))
    expect((await send(sender.body, typeB)).code).toBe('unsupported_media')
    await sender.goesOn()
    expect(sender.cancelled()).toBe(true)
  })

  it('gives up when the client leaves', async () => {
    const client = new AbortController()
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.concat([Buffer.from(head), wav(8192)]))
      },
    })
    const init = { method: 'POST', body, headers: typeB, signal: client.signal }
    const answer = server.send('/tasks', init)
    await expect.poll(() => server.files().length).toBe(1)
    client.abort()
    expect((await answer).status).toBe(499)
    expect(server.files()).toEqual([])
  })

  it('holds a piece of a 64 MB form at a time', async () => {
    Object.assign(server.context.limits, { maxBytes: 100 * 2 ** 20 })
    const piece = Buffer.alloc(64 * 1024)
    function* pieces() {
      yield Buffer.from(head)
      yield wav(64 * 1024)
      for (let i = 1; i < 1024; i++) yield piece
      yield Buffer.from('\r\n--b--\r\n')
    }
    let most = 0
    const before = process.memoryUsage().arrayBuffers
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }, 5)
    const { status, id } = await send(streamed(pieces()), typeB)
    clearInterval(watch)
    expect(status).toBe(202)
    expect((await server.context.store.get(id))?.source.bytes).toBe(64 * 2 ** 20)
    expect(most).toBeLessThan(48 * 2 ** 20)
  })
})
