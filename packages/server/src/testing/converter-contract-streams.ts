import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import type { ConverterServe } from './converter-contract-serve.ts'
import { openSocket, readUntil } from './raw-exchange.ts'

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

async function refuse(request: Request): Promise<Response> {
  if (request.method === 'GET') return new Response('next')
  await request.body?.getReader().read()
  return new Response('too large', { status: 413 })
}

/** Sends `head` and a body of 64 MiB to its end, whatever comes back. Rejects when the server cuts the connection. */
async function sendAll(socket: Socket, head: string): Promise<void> {
  const total = 64 * MiB
  const chunk = Buffer.alloc(MiB)
  socket.write(`${head}Content-Length: ${total}\r\n\r\n`)
  const cut = new Promise<never>((_resolve, reject) => {
    socket.once('close', () => reject(new Error('The server cut the connection.')))
  })
  cut.catch(() => {})
  for (let sent = 0; sent < total; sent += chunk.length) {
    if (!socket.write(chunk)) await Promise.race([once(socket, 'drain'), cut])
  }
}

export const streamChecks: Record<string, (serve: ConverterServe) => Promise<void>> = {
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

  'an early 413 reaches a client that reads only after sending all, and its connection goes on':
    async (serve) => {
      const url = await serve(refuse)
      const { pathname, host } = new URL(url)
      const socket = openSocket(url)
      const answer = readUntil(socket, 'too large')
      await sendAll(socket, `POST ${pathname} HTTP/1.1\r\nHost: ${host}\r\n`)
      assert.match(await answer, /^HTTP\/1\.1 413 /)
      const next = readUntil(socket, 'next')
      socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
      assert.match(await next, /^HTTP\/1\.1 200 /)
    },

  'so does one on a connection that is to be closed, as nginx opens them': async (serve) => {
    const url = await serve(refuse)
    const { pathname, host } = new URL(url)
    const socket = openSocket(url)
    await sendAll(socket, `POST ${pathname} HTTP/1.0\r\nHost: ${host}\r\nConnection: close\r\n`)
    assert.match(await readUntil(socket), /^HTTP\/1\.[01] 413 [^]*too large/)
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
