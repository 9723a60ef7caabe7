import { once } from 'node:events'
import { createGzip, createGunzip, constants } from 'node:zlib'
import { get } from 'node:http'
import { CuekitError } from '@cuekit/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { converterContract } from '../testing/converter-contract.ts'
import { openSocket, rawExchange } from '../testing/raw-exchange.ts'
import { serveNode } from '../testing/serve-node.ts'
import type { FetchHandler } from './answer.ts'
import { type NodeListenerOptions, toNodeListener } from './listener.ts'

async function listen(handler: FetchHandler, options: NodeListenerOptions = {}): Promise<string> {
  const server = await serveNode(toNodeListener(handler, options))
  onTestFinished(() => server.close())
  return server.url
}

describe('node:http keeps what HTTP promises', () => {
  for (const check of converterContract) {
    it(check.name, () =>
      check.run({ listen: (handler) => serveNode(toNodeListener(handler, { onError() {} })) }),
    )
  }
})

describe('toNodeListener', () => {
  it('answers an unknown failure with a plain 500 and tells onError', async () => {
    const errors: unknown[] = []
    const failure = new Error('secret of /srv')
    const url = await listen(
      () => {
        throw failure
      },
      { onError: (error) => errors.push(error) },
    )
    const response = await fetch(url)
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(JSON.parse(text)).toMatchObject({ error: { code: 'internal' } })
    expect(text).not.toContain('secret')
    expect(errors).toEqual([failure])
  })

  it('answers an error with a code in the wire form and keeps it from onError', async () => {
    const errors: unknown[] = []
    const url = await listen(
      () => {
        throw new CuekitError('rate_limited', 'Wait a minute.')
      },
      { onError: (error) => errors.push(error) },
    )
    const response = await fetch(url)
    expect([response.status, await response.json()]).toEqual([
      429,
      { error: { code: 'rate_limited', message: 'Wait a minute.', retryable: true } },
    ])
    expect(errors).toEqual([])
  })

  it('tells onError of a body that fails midway, and not of a client that leaves', async () => {
    const errors: unknown[] = []
    const url = await listen(
      ({ url: asked }) =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(new Uint8Array(1)),
            pull: (controller) =>
              asked.endsWith('/fail')
                ? controller.error(new Error('disk gone'))
                : new Promise(() => {}),
          }),
        ),
      { onError: (error) => errors.push(error) },
    )
    const client = new AbortController()
    await fetch(`${url}/wait`, { signal: client.signal })
    client.abort()
    await expect(fetch(`${url}/fail`).then((response) => response.text())).rejects.toThrow()
    await expect.poll(() => errors).toEqual([new Error('disk gone')])
  })

  it('cuts a client that goes on sending long after it was answered', async () => {
    const url = await listen(
      async (request) => {
        await request.body?.cancel()
        return new Response('no', { status: 413 })
      },
      { lingerMs: 50 },
    )
    const socket = openSocket(url)
    socket.on('error', () => {})
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()))
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n')
    const sending = setInterval(() => socket.write('more'), 5)
    // Not `once`: a reset is one way to be cut.
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(sending)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('flushes every chunk through compression in front of it', async () => {
    const handler = toNodeListener(
      () =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(new TextEncoder().encode('id: 1\n\n')),
          }),
        ),
    )
    const server = await serveNode((req, res) => {
      // What compression middleware does: `write` goes to a deflater, and `flush` empties it.
      const gzip = createGzip()
      const write = res.write.bind(res)
      gzip.on('data', (chunk: Buffer) => write(chunk))
      res.setHeader('content-encoding', 'gzip')
      res.write = (chunk: Uint8Array) => gzip.write(chunk)
      Object.assign(res, { flush: () => gzip.flush(constants.Z_SYNC_FLUSH) })
      void handler(req, res)
    })
    onTestFinished(() => server.close())
    const request = get(server.url)
    const [response] = await once(request, 'response')
    // The stream stays open: only a flush can bring this out.
    const [text] = await once(response.pipe(createGunzip()), 'data')
    expect(String(text)).toBe('id: 1\n\n')
    request.destroy()
  })

  it('keeps cookies and Vary of what ran in front of it', async () => {
    const handler = toNodeListener(
      () => new Response(null, { headers: { 'set-cookie': 'ours=1', vary: 'Accept' } }),
    )
    const server = await serveNode((req, res) => {
      res.setHeader('Set-Cookie', 'theirs=1')
      res.setHeader('Vary', 'Origin')
      void handler(req, res)
    })
    onTestFinished(() => server.close())
    const { headers } = await fetch(server.url)
    expect(headers.getSetCookie()).toEqual(['theirs=1', 'ours=1'])
    expect(headers.get('vary')).toBe('Origin, Accept')
  })

  it('joins cookies as cookies and shows headers that middleware changed', async () => {
    const handler = toNodeListener(
      ({ headers }) => new Response(`${headers.get('cookie')} ${headers.get('x-user')}`),
    )
    const server = await serveNode((req, res) => {
      req.headers['x-user'] = 'u1'
      void handler(req, res)
    })
    onTestFinished(() => server.close())
    const answer = await rawExchange(
      server.url,
      'GET / HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toContain('a=1; b=2 u1')
  })

  it('refuses TRACE, which fetch cannot carry', async () => {
    const url = await listen(() => new Response('reached'))
    const answer = await rawExchange(
      url,
      'TRACE / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
  })
})
