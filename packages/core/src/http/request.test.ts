import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { createTransport } from '#transport'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type CuekitError, isCuekitError } from '../errors/error.ts'
import type { ClientEvent } from './client-event.ts'
import { fetchTransport } from './fetch.ts'
import { answerWith, readBody, serve } from './fixtures/serve.ts'
import { jsonBody } from './json-body.ts'
import { type Call, type CallerOptions, createCaller } from './request.ts'
import type { RequestBody } from './transport.ts'

const quick = { baseDelay: 1, maxDelay: 2 }
const transports = {
  undici: () => createTransport(),
  fetch: () => fetchTransport((input, init) => fetch(input, init)),
}
const caller = (url: string, options: Partial<CallerOptions> = {}) =>
  createCaller({
    service: 'The service',
    baseURL: new URL(url),
    apiKey: 'secret-key-of-mine',
    transport: createTransport(),
    retry: quick,
    ...options,
  })
const read: Call = { method: 'GET', kind: 'read', path: '/thing' }
const billed = (body: RequestBody = jsonBody({ a: 1 })): Call => ({
  method: 'POST',
  kind: 'billed',
  path: '/thing',
  body,
})
async function failure(work: Promise<unknown>): Promise<CuekitError> {
  const error: unknown = await work.then(
    () => new Error('it went well'),
    (reason: unknown) => reason,
  )
  if (!isCuekitError(error)) throw error
  return error
}
/** A body that never ends by itself. */
const endless: RequestBody = {
  type: 'audio/mpeg',
  replayable: true,
  async *open() {
    for (;;) {
      yield new Uint8Array(65_536)
      await delay(1)
    }
  },
}

describe.each(Object.entries(transports))('a call over %s', (_name, transport) => {
  it('sends key, headers and body with its length, and reads the answer with its request id', async () => {
    const server = await serve(answerWith(200, { ok: true }, { 'x-request-id': 'req_1' }))
    const call = caller(`${server.url}/v1`, { transport: transport(), headers: { 'X-Team': 'a' } })
    const result = await call({ ...billed(), headers: { 'x-team': 'b' } })
    expect(result).toMatchObject({
      status: 200,
      text: '{"ok":true}',
      requestId: 'req_1',
      attempts: 1,
    })
    const [request] = server.requests
    expect([request?.url, request?.method]).toEqual(['/v1/thing', 'POST'])
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer secret-key-of-mine',
      'content-type': 'application/json',
      'content-length': '7',
      'x-team': 'b',
    })
    expect(request?.headers['transfer-encoding']).toBeUndefined()
    expect(server.bodies.map(String)).toEqual(['{"a":1}'])
  })

  it('repeats a refused billed call after Retry-After, body and all', async () => {
    const server = await serve((request, response, count, served) =>
      count === 1
        ? answerWith(429, { error: { message: 'slow down' } }, { 'retry-after': '0' })(
            request,
            response,
            count,
            served,
          )
        : answerWith(200, 'done')(request, response, count, served),
    )
    const { text, attempts } = await caller(server.url, { transport: transport() })(billed())
    expect([text, attempts]).toEqual(['done', 2])
    expect(server.bodies.map(String)).toEqual(['{"a":1}', '{"a":1}'])
  })

  it('sends a billed call once when the connection is reset after the body', async () => {
    const server = await serve(async (request, response) => {
      await readBody(request)
      response.destroy()
    })
    const error = await failure(caller(server.url, { transport: transport() })(billed()))
    expect(server.requests).toHaveLength(1)
    expect(error).toMatchObject({
      code: 'connection_failed',
      sent: 'all',
      retryable: false,
      attempts: 1,
    })
    expect(error.message).toContain('charged')
  })

  it('sends a billed call once when the connection is reset in the middle of the body', async () => {
    const server = await serve((request) => {
      request.once('data', () => request.destroy())
    })
    const error = await failure(caller(server.url, { transport: transport() })(billed(endless)))
    expect(server.requests).toHaveLength(1)
    expect(error).toMatchObject({ code: 'connection_failed', sent: 'partial', retryable: false })
  })

  it('repeats a read after a reset, a 502 and a 500', async () => {
    const server = await serve((request, response, count, served) => {
      if (count === 1) return response.destroy()
      return answerWith(count < 4 ? 504 - count : 200, count < 4 ? '<html>' : 'done')(
        request,
        response,
        count,
        served,
      )
    })
    const { text, attempts } = await caller(server.url, { transport: transport() })(read)
    expect([text, attempts, server.requests.length]).toEqual(['done', 4, 4])
  })

  it.each([500, 502, 504, 408])(
    'sends a billed call once when it is answered with %i',
    async (status) => {
      const server = await serve(answerWith(status, '<html>'))
      const error = await failure(caller(server.url, { transport: transport() })(billed()))
      expect(server.requests).toHaveLength(1)
      expect(error).toMatchObject({
        code: 'upstream_error',
        upstreamStatus: status,
        retryable: false,
      })
    },
  )

  it('repeats a billed call when nothing could be sent', async () => {
    const server = createTcpServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const error = await failure(
      caller(`http://127.0.0.1:${port}`, { transport: transport() })(billed()),
    )
    expect(error).toMatchObject({
      code: 'connection_failed',
      sent: 'nothing',
      attempts: 3,
      retryable: true,
    })
    expect(error.message).toContain('ECONNREFUSED')
  })

  it('follows no redirect', async () => {
    const target = await serve(answerWith(200, 'key received'))
    const server = await serve(answerWith(307, '', { location: target.url }))
    const error = await failure(caller(server.url, { transport: transport() })(billed()))
    expect(error.message).toContain('redirect')
    expect(target.requests).toHaveLength(0)
  })

  it.each([
    ['while it connects or waits', () => {}],
    [
      'while the answer drips',
      (_request: unknown, response: { write(text: string): void }) => response.write('{'),
    ],
  ])('settles an abort %s, though the server never ends', async (_case, answer) => {
    const server = await serve(answer as never)
    const controller = new AbortController()
    const work = failure(
      caller(server.url, { transport: transport() })({ ...read, signal: controller.signal }),
    )
    while (server.requests.length === 0) await delay(1)
    await delay(20)
    controller.abort()
    expect((await work).code).toBe('aborted')
  })

  it('settles an abort in the middle of an upload and closes its source', async () => {
    const server = await serve((request) => {
      request.resume()
    })
    let closed = false
    const body: RequestBody = {
      ...endless,
      async *open() {
        try {
          yield* endless.open()
        } finally {
          closed = true
        }
      },
    }
    const controller = new AbortController()
    const work = failure(
      caller(server.url, { transport: transport() })({
        ...billed(body),
        signal: controller.signal,
      }),
    )
    while (server.requests.length === 0) await delay(1)
    controller.abort(new Error('enough'))
    expect(await work).toMatchObject({ code: 'aborted', cause: new Error('enough') })
    await expect.poll(() => closed).toBe(true)
  })

  it('gives up on a server that is silent, one that stalls and one that never finishes', async () => {
    const silent = await serve(() => {})
    const stalling = await serve((_request, response) => {
      response.write('{')
    })
    const dripping = await serve(async (_request, response) => {
      for (;;) {
        response.write(' ')
        await delay(5)
        if (response.destroyed) return
      }
    })
    const options = { transport: transport(), retry: false as const }
    const codes = await Promise.all([
      failure(caller(silent.url, options)({ ...read, timeouts: { headers: 30 } })),
      failure(caller(stalling.url, options)({ ...read, timeouts: { bodyIdle: 30 } })),
      failure(caller(dripping.url, options)({ ...read, timeouts: { total: 60 } })),
    ])
    expect(codes.map(({ code }) => code)).toEqual([
      'headers_timeout',
      'body_timeout',
      'total_timeout',
    ])
  })
})

describe('a call', () => {
  it('does nothing at all when it is aborted already', async () => {
    const server = await serve(answerWith(200, ''))
    let opened = false
    const body: RequestBody = { ...endless, open: () => ((opened = true), endless.open()) }
    const signal = AbortSignal.abort()
    const error = await failure(caller(server.url)({ ...billed(body), signal }))
    expect([error.code, opened, server.requests.length]).toEqual(['aborted', false, 0])
  })

  it('settles an abort in the wait before the next attempt', async () => {
    const server = await serve(answerWith(429, '', { 'retry-after': '50' }))
    const controller = new AbortController()
    const events: ClientEvent[] = []
    const call = caller(server.url, {
      onEvent: (event) => {
        events.push(event)
        if (event.type === 'retry') setTimeout(() => controller.abort(), 5)
      },
    })
    expect((await failure(call({ ...read, signal: controller.signal }))).code).toBe('aborted')
    expect(events.map(({ type }) => type)).toEqual(['request', 'response', 'retry'])
    expect(server.requests).toHaveLength(1)
  })

  it('does not sit out an absurd Retry-After, and says what was asked', async () => {
    const server = await serve(answerWith(429, '', { 'retry-after': '86400' }))
    const error = await failure(caller(server.url)(read))
    expect(error).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 86_400_000,
      attempts: 1,
      retryable: true,
    })
  })

  it('refuses a body over the limit before the first byte, and one of unknown length when it gets there', async () => {
    const server = await serve(async (request) => readBody(request))
    const call = caller(server.url)
    const known = await failure(call({ ...billed(), maxBodyBytes: 6 }))
    expect([known.code, server.requests.length]).toEqual(['payload_too_large', 0])
    expect(known.message).toContain('7 bytes')
    const unknown = await failure(call({ ...billed(endless), maxBodyBytes: 200_000 }))
    expect(unknown.code).toBe('payload_too_large')
  })

  it('notices a file that changed while it was sent', async () => {
    const server = await serve(async (request) => readBody(request))
    for (const length of [10, 3]) {
      const body: RequestBody = {
        ...jsonBody({}),
        length,
        async *open() {
          yield new Uint8Array(4)
        },
      }
      expect((await failure(caller(server.url)(billed(body)))).code).toBe('body_truncated')
    }
  })

  it('says that the file is to blame when its source breaks', async () => {
    const server = await serve(async (request) => readBody(request))
    const body: RequestBody = {
      ...jsonBody({}),
      length: 100,
      // eslint-disable-next-line require-yield -- it breaks before its first byte
      async *open() {
        throw new Error('EIO /srv/media/a.mp3')
      },
    }
    const error = await failure(caller(server.url)(billed(body)))
    expect(error.code).toBe('unreadable_media')
    expect(error.message).not.toContain('/srv')
  })

  it('does not send a stream twice', async () => {
    const server = await serve(answerWith(429, '', { 'retry-after': '0' }))
    const error = await failure(caller(server.url)(billed({ ...jsonBody({}), replayable: false })))
    expect([error.code, server.requests.length]).toEqual(['rate_limited', 1])
  })

  it('reads a refusal that comes before the upload has ended', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(413, { connection: 'close' })
      response.end(JSON.stringify({ error: { message: 'too large' } }))
    })
    const error = await failure(caller(server.url)(billed(endless)))
    expect([error.code, server.requests.length]).toEqual(['payload_too_large', 1])
  })

  it('settles an abort over a transport that does not listen', async () => {
    const controller = new AbortController()
    const call = caller('http://x.test', { transport: () => new Promise(() => {}) })
    const work = failure(call({ ...read, signal: controller.signal }))
    setTimeout(() => controller.abort(), 1)
    expect((await work).code).toBe('aborted')
  })

  it('goes through the proxy of the environment', async () => {
    const server = await serve(answerWith(200, 'through'))
    let tunnels = 0
    const proxy = createHttpServer()
    proxy.on('connect', (request, socket: Socket) => {
      tunnels += 1
      const [host = '', port = ''] = (request.url ?? '').split(':')
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        upstream.pipe(socket).pipe(upstream)
      })
      for (const end of [socket, upstream]) end.on('error', () => {})
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      proxy.closeAllConnections()
      proxy.close()
      vi.unstubAllEnvs()
    })
    vi.stubEnv('http_proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`)
    vi.stubEnv('no_proxy', '')
    vi.stubEnv('NO_PROXY', '')
    expect((await caller(server.url)(read)).text).toBe('through')
    expect(tunnels).toBe(1)
  })

  it('stops a retry storm of the whole client', async () => {
    const server = await serve(answerWith(503, ''))
    const call = caller(server.url)
    await Promise.all(Array.from({ length: 20 }, () => failure(call(read))))
    expect(server.requests).toHaveLength(20 + 10)
  })

  it('says that nothing was charged when time runs out after a refusal', async () => {
    const server = await serve(answerWith(429, {}, { 'retry-after': '30' }))
    const error = await failure(caller(server.url, { timeouts: { total: 200 } })(billed()))
    expect([error.code, error.sent, error.retryable]).toEqual(['total_timeout', 'nothing', true])
    expect(error.message).not.toContain('charged')
  })

  it('does not wait for headers that have come, when the upload ends after them', async () => {
    async function* slowAnswer(body: RequestBody | undefined): AsyncGenerator<Uint8Array> {
      let bytes = 0
      for await (const chunk of body?.open() ?? []) bytes += chunk.length
      await delay(100)
      yield new TextEncoder().encode(String(bytes))
    }
    const transport: CallerOptions['transport'] = async ({ body }) => ({
      status: 200,
      headers: {},
      body: slowAnswer(body),
    })
    const call = caller('http://x.test', { transport, timeouts: { headers: 20 } })
    expect((await call(billed())).text).toBe('7')
  })

  it('bounds the answer', async () => {
    const server = await serve((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024)
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      }
      response.on('drain', write)
      write()
    })
    expect((await failure(caller(server.url)(read))).code).toBe('response_too_large')
  })

  it('reports progress of the upload, the last byte included, and outlives a listener that throws', async () => {
    const server = await serve(answerWith(200, 'done'))
    const steps: { sent: number; total?: number }[] = []
    const body: RequestBody = {
      type: 'x',
      length: 300_000,
      replayable: true,
      async *open() {
        for (let count = 0; count < 30; count += 1) yield new Uint8Array(10_000)
      },
    }
    const onUploadProgress = (step: { sent: number; total?: number }): void => {
      steps.push(step)
      throw new Error('listener')
    }
    await caller(server.url)({ ...billed(body), onUploadProgress })
    expect(steps.at(-1)).toEqual({ sent: 300_000, total: 300_000 })
    expect(steps.length).toBeLessThan(30)
  })

  it('says so when the server does not speak HTTP', async () => {
    const server = createTcpServer((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const error = await failure(
      caller(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)(read),
    )
    expect(error.code).toBe('invalid_response')
  })

  it.each([
    [undefined, 'missing_api_key'],
    ['  ', 'missing_api_key'],
    [() => '', 'missing_api_key'],
    ['two\nlines', 'invalid_option'],
    ['“quoted”', 'invalid_option'],
  ])('does not send the key %j', async (apiKey, code) => {
    const server = await serve(answerWith(200, ''))
    const error = await failure(caller(server.url, { apiKey })(read))
    expect([error.code, server.requests.length]).toEqual([code, 0])
    expect(error.message).not.toMatch(/two|quoted/)
  })

  it('takes a key from a function, and null for none', async () => {
    const server = await serve(answerWith(200, ''))
    await caller(server.url, { apiKey: async () => 'fresh' })(read)
    await caller(server.url, { apiKey: null })(read)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer fresh',
      undefined,
    ])
  })

  it('never repeats the key that a server echoes', async () => {
    const server = await serve(
      answerWith(401, { error: { message: 'bad key secret-key-of-mine' } }),
    )
    const error = await failure(caller(server.url)(read))
    expect(error.code).toBe('upstream_authentication')
    expect(JSON.stringify([error.message, error])).not.toContain('secret-key')
  })
})
