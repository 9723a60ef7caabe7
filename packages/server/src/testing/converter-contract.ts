import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { openSocket, rawExchange, readUntil } from './raw-exchange.ts'

type PlainHandler = (request: Request) => Response | Promise<Response>

export interface ConverterTarget {
  /** Serves `handler` on a free port of 127.0.0.1 through the adapter under test. `url`: where it is mounted, no slash at the end. */
  listen(handler: PlainHandler): Promise<{ url: string; close(): Promise<void> }>
}

export interface ConverterCheck {
  name: string
  run(target: ConverterTarget): Promise<void>
}

type Check = (serve: (handler: PlainHandler) => Promise<string>) => Promise<void>

const MiB = 1024 * 1024

const seen = (): { promise: Promise<void>; tell: () => void } => {
  let tell = (): void => {}
  const promise = new Promise<void>((resolve) => (tell = resolve))
  return { promise, tell }
}

async function countBytes(body: ReadableStream<Uint8Array> | null): Promise<number> {
  let bytes = 0
  for await (const chunk of body ?? []) bytes += chunk.byteLength
  return bytes
}

const checks: Record<string, Check> = {
  'the URL keeps the mount path and the query': async (serve) => {
    const url = await serve(
      (request) => new Response(new URL(request.url).pathname + new URL(request.url).search),
    )
    const path = new URL(url).pathname.replace(/\/$/, '')
    assert.equal(
      await (await fetch(`${url}/tasks/a%2Fb?x=1&x=2`)).text(),
      `${path}/tasks/a%2Fb?x=1&x=2`,
    )
  },

  'a double slash in the path does not become a host': async (serve) => {
    const url = await serve((request) => new Response(new URL(request.url).hostname))
    const { pathname, host } = new URL(url)
    const answer = await rawExchange(
      url,
      `GET ${pathname.replace(/\/$/, '')}//evil.example/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    )
    assert.match(answer, /127\.0\.0\.1/)
    assert.doesNotMatch(answer, /evil\.example/)
  },

  'an invalid Host is answered with 400': async (serve) => {
    const url = await serve(() => new Response('reached'))
    for (const host of ['a b', 'exa mple', 'x/y', 'user@x', '[::1', 'x:99999999']) {
      const answer = await rawExchange(
        url,
        `GET ${new URL(url).pathname}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      assert.match(answer, /^HTTP\/1\.1 400 /, host)
      assert.doesNotMatch(answer, /reached| at .*\.[jt]s/, host)
    }
  },

  'a JSON body and repeated headers arrive': async (serve) => {
    const url = await serve(async (request) =>
      Response.json({ body: await request.json(), accept: request.headers.get('x-many') }),
    )
    const headers = new Headers({ 'content-type': 'application/json' })
    headers.append('x-many', 'one')
    headers.append('x-many', 'two')
    const response = await fetch(url, { method: 'POST', headers, body: '{"a":1}' })
    assert.deepEqual(await response.json(), { body: { a: 1 }, accept: 'one, two' })
  },

  'a request without a body has none': async (serve) => {
    const url = await serve((request) => new Response(String(request.body === null)))
    for (const method of ['GET', 'DELETE', 'POST']) {
      assert.equal(await (await fetch(url, { method })).text(), 'true', method)
    }
  },

  'a multipart body arrives': async (serve) => {
    const url = await serve(async (request) => {
      const file = (await request.formData()).get('file')
      return new Response(file instanceof File ? `${file.name} ${await file.text()}` : 'none')
    })
    const form = new FormData()
    form.set('file', new File(['hello'], 'tälk.mp4'))
    assert.equal(await (await fetch(url, { method: 'POST', body: form })).text(), 'tälk.mp4 hello')
  },

  'the request can be copied and cloned': async (serve) => {
    const url = await serve(async (request) => {
      const clone = request.clone()
      const copy = new Request(request, { headers: { 'x-copy': '1' } })
      return new Response(
        `${await clone.text()} ${await copy.text()} ${copy.headers.get('x-copy')}`,
      )
    })
    assert.equal(await (await fetch(url, { method: 'PUT', body: 'b' })).text(), 'b b 1')
  },

  'two cookies arrive as two headers': async (serve) => {
    const url = await serve(
      () =>
        new Response(null, {
          headers: [
            ['set-cookie', 'a=1; Path=/'],
            ['set-cookie', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
          ],
        }),
    )
    const cookies = (await fetch(url)).headers.getSetCookie()
    assert.deepEqual(cookies, ['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'])
  },

  'HEAD has the headers of GET and no body': async (serve) => {
    const url = await serve(() => new Response('hello', { headers: { 'content-length': '5' } }))
    const response = await fetch(url, { method: 'HEAD' })
    assert.equal(response.headers.get('content-length'), '5')
    assert.equal(await response.text(), '')
  },

  'status, method and headers go through for every verb': async (serve) => {
    const url = await serve(
      (request) => new Response(null, { status: 204, headers: { 'x-method': request.method } }),
    )
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(url, { method })
      assert.deepEqual([response.status, response.headers.get('x-method')], [204, method])
    }
  },

  'the first event arrives at once, and leaving cancels the stream and the signal': async (
    serve,
  ) => {
    const cancelled = seen()
    const aborted = seen()
    const url = await serve((request) => {
      const { signal } = request
      signal.addEventListener('abort', aborted.tell)
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('id: 1\n\n')),
        cancel: cancelled.tell,
      })
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
    })
    const client = new AbortController()
    const response = await fetch(url, { signal: client.signal })
    // The stream never ends: this read resolves only when the first chunk is sent by itself.
    const first = await response.body?.getReader().read()
    assert.equal(new TextDecoder().decode(first?.value), 'id: 1\n\n')
    client.abort()
    await Promise.all([cancelled.promise, aborted.promise])
  },

  'a client that leaves before the answer aborts the signal': async (serve) => {
    const reached = seen()
    const aborted = seen()
    const url = await serve(async (request) => {
      await request.text()
      request.signal.addEventListener('abort', aborted.tell)
      reached.tell()
      await aborted.promise
      return new Response('to nobody')
    })
    const client = new AbortController()
    const answer = fetch(url, { method: 'POST', body: 'x', signal: client.signal }).catch(
      () => 'left',
    )
    await reached.promise
    client.abort()
    await aborted.promise
    assert.equal(await answer, 'left')
  },

  'a client that leaves in the middle of its body ends the read': async (serve) => {
    const failed = seen()
    const url = await serve(async (request) => {
      await countBytes(request.body).catch(() => {
        if (request.signal.aborted) failed.tell()
      })
      return new Response('to nobody')
    })
    const socket = openSocket(url)
    const { pathname, host } = new URL(url)
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n\r\npart`)
    await once(socket, 'connect')
    setTimeout(() => socket.destroy(), 50)
    await failed.promise
  },

  'reading the body to its end does not abort the signal': async (serve) => {
    const url = await serve(async (request) => {
      await request.arrayBuffer()
      // `close` of the request fires about now; only the response's tells that the client left.
      await new Promise((resolve) => setTimeout(resolve, 30))
      return new Response(String(request.signal.aborted))
    })
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(300_000) })
    assert.equal(await response.text(), 'false')
  },

  'a failure in the middle of the answer cuts the connection': async (serve) => {
    const url = await serve(() => {
      let chunks = 0
      return new Response(
        new ReadableStream({
          pull(controller) {
            if (chunks++ === 0) controller.enqueue(new Uint8Array(10))
            else controller.error(new Error('disk gone'))
          },
        }),
      )
    })
    const response = await fetch(url)
    assert.equal(response.status, 200)
    await assert.rejects(response.arrayBuffer())
  },

  'a slow reader holds the sender back': async (serve) => {
    const first = seen()
    const go = seen()
    const url = await serve(async (request) => {
      const reader = request.body?.getReader()
      let bytes = (await reader?.read())?.value?.byteLength ?? 0
      first.tell()
      await go.promise
      for (;;) {
        const next = await reader?.read()
        if (next === undefined || next.done) return new Response(String(bytes))
        bytes += next.value.byteLength
      }
    })
    const total = 256 * MiB
    const chunk = Buffer.alloc(MiB)
    const upload = httpRequest(url, { method: 'POST', headers: { 'content-length': total } })
    const answered = once(upload, 'response')
    let sent = 0
    const send = (): void => {
      while (sent < total) {
        sent += chunk.length
        if (!upload.write(chunk)) return
      }
      upload.end()
    }
    upload.on('drain', send)
    const before = process.memoryUsage.rss()
    send()
    await first.promise
    // Until the reader goes on, only the buffers of the sockets fill: some MiB, however long it takes.
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.ok(sent < 64 * MiB, `${sent} bytes were taken from a waiting sender`)
    go.tell()
    const [response] = await answered
    let text = ''
    for await (const part of response) text += part
    assert.equal(text, String(total))
    const grown = process.memoryUsage.rss() - before
    assert.ok(grown < 160 * MiB, `memory grew by ${Math.round(grown / MiB)} MiB`)
  },

  'an early 413 reaches a client that is still sending, and its connection goes on': async (
    serve,
  ) => {
    const url = await serve(async (request) => {
      if (request.method === 'GET') return new Response('next')
      await request.body?.getReader().read()
      return new Response('too large', { status: 413 })
    })
    const { pathname, host } = new URL(url)
    const total = 64 * MiB
    const socket = openSocket(url)
    const answer = readUntil(socket, 'too large')
    socket.write(`POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${total}\r\n\r\n`)
    const chunk = Buffer.alloc(MiB)
    for (let sent = 0; sent < total; sent += chunk.length) {
      if (!socket.write(chunk)) await once(socket, 'drain')
    }
    assert.match(await answer, /^HTTP\/1\.1 413 /)
    const next = readUntil(socket, 'next')
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    assert.match(await next, /^HTTP\/1\.1 200 /)
  },

  'a refused body that is cancelled still lets the answer through': async (serve) => {
    const url = await serve(async (request) => {
      await request.body?.cancel()
      return new Response('no', { status: 415 })
    })
    const response = await fetch(url, { method: 'POST', body: new Uint8Array(8 * MiB) })
    assert.deepEqual([response.status, await response.text()], [415, 'no'])
  },
}

/** What every adapter over Node's request and response has to keep of HTTP: each entry serves its own handler. */
export const converterContract: readonly ConverterCheck[] = Object.entries(checks).map(
  ([name, check]) => ({
    name,
    async run(target) {
      const servers: { close(): Promise<void> }[] = []
      try {
        await check(async (handler) => {
          const server = await target.listen(handler)
          servers.push(server)
          return server.url
        })
      } finally {
        for (const server of servers) await server.close()
      }
    },
  }),
)
