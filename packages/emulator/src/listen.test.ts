import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { listen, type Listening } from './listen.ts'

const open: Listening[] = []
afterEach(() => Promise.all(open.splice(0).map((server) => server.close())))

async function serve(handle: (request: Request) => Promise<Response>): Promise<Listening> {
  const server = await listen(handle)
  open.push(server)
  return server
}

/** Sends bytes as they are and reads until the server closes. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.end(text)
  let answer = ''
  socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
  await once(socket, 'close')
  return answer
}

describe('listen', () => {
  it('hands over method, path, query, headers and body', async () => {
    const server = await serve(async (request) => {
      const { pathname, search } = new URL(request.url)
      const body = await request.text()
      return Response.json([request.method, pathname, search, request.headers.get('lang'), body])
    })
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`)
    const response = await fetch(`${server.url}/a%20b/c?d=e?f`, {
      method: 'PUT',
      headers: { lang: 'cn' },
      body: 'héllo',
    })
    expect(await response.json()).toEqual(['PUT', '/a%20b/c', '?d=e?f', 'cn', 'héllo'])
  })

  it('keeps a target that begins with two slashes on its own host', async () => {
    const server = await serve(async ({ url }) => new Response(url))
    const answer = await raw(
      server.port,
      'GET //evil.example/x HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n',
    )
    expect(answer).toContain('http://here//evil.example/x')
  })

  it('serves the next request of a connection whose body was left unread', async () => {
    let calls = 0
    const server = await serve(async () => new Response(String((calls += 1))))
    const post = 'POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n'
    const answer = await raw(server.port, `${post}\r\n12345${post}Connection: close\r\n\r\n12345`)
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  })

  it('aborts the request’s signal when the client goes', async () => {
    let seen: (request: Request) => void = () => {}
    const arrived = new Promise<Request>((resolve) => (seen = resolve))
    const { port } = await serve((request) => {
      seen(request)
      return new Promise((_, reject) =>
        request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)),
      )
    })
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n')
    const { signal } = await arrived
    expect(signal.aborted).toBe(false)
    socket.destroy()
    await once(signal, 'abort')
    expect(signal.aborted).toBe(true)
  })

  it('survives a client that went before its answer came', async () => {
    let answer: (response: Response) => void = () => {}
    const server = await serve(({ url }) =>
      url.endsWith('/slow')
        ? new Promise((resolve) => (answer = resolve))
        : Promise.resolve(new Response('still here')),
    )
    const socket = connect(server.port, '127.0.0.1')
    socket.write('GET /slow HTTP/1.1\r\nHost: here\r\n\r\n')
    await new Promise((resolve) => setTimeout(resolve, 30))
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 30))
    answer(new Response('x'.repeat(1_000_000)))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(await (await fetch(server.url)).text()).toBe('still here')
  })

  it('closes with a request still open', async () => {
    const server = await serve(() => new Promise(() => {}))
    const hanging = fetch(server.url).catch((error: Error) => error.message)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await server.close()
    expect(await hanging).toBe('fetch failed')
    await server.close()
  })

  it('rejects a port that is taken', async () => {
    const { port } = await serve(async () => new Response())
    await expect(listen(async () => new Response(), { port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })
})
