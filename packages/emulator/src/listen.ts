import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface ListenOptions {
  /** Default 0: any free one. */
  port?: number
  /** Default `127.0.0.1`. */
  host?: string
}

export interface Listening {
  /** Without a slash at the end, e.g. `http://127.0.0.1:4302`. */
  url: string
  port: number
  /** Cuts open connections. */
  close(): Promise<void>
}

/** Serves a fetch-shaped handler over HTTP/1.1. A handler that throws resets the connection. */
export async function listen(
  handle: (request: Request) => Promise<Response>,
  { port = 0, host = '127.0.0.1' }: ListenOptions = {},
): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    serve(handle, incoming, outgoing).catch(() => incoming.socket.resetAndDestroy())
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    async close() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(
  handle: (request: Request) => Promise<Response>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort()
  })
  const response = await handle(toRequest(incoming, gone.signal))
  if (gone.signal.aborted) return
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  try {
    for await (const chunk of response.body ?? []) {
      if (!outgoing.write(chunk)) await once(outgoing, 'drain', { signal: gone.signal })
    }
  } catch {
    // What was written still arrives: the peer sees a body that ends too early, not a reset.
    incoming.socket.destroySoon()
    return
  }
  outgoing.end()
  // What the handler left unread would block the connection's next request.
  incoming.resume()
}

function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const headers = new Headers()
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '')
  }
  const { method = 'GET', url = '/' } = incoming
  // The path is taken as it came: a target such as `//host/x` must not become another host.
  const target = new URL(`http://${incoming.headers.host ?? 'localhost'}`)
  const [path = '/', query = ''] = url.split(/\?(.*)/s)
  target.pathname = path
  target.search = query
  const bare = method === 'GET' || method === 'HEAD'
  return new Request(target, {
    method,
    headers,
    signal,
    ...(bare ? {} : { body: lazyBody(incoming), duplex: 'half' }),
  })
}

/** Touches the socket only when somebody reads, so that a fault can come before the body. */
function lazyBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream(
    {
      async pull(controller) {
        chunks ??= incoming.iterator({ destroyOnReturn: false })
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}
