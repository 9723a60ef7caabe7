import { connect, type Socket } from 'node:net'

/** A TCP connection to the server of `url`: for requests that no HTTP client would send. */
export function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url)
  return connect(Number(port), hostname)
}

/** Collects what the server sends until the connection ends or `until` is seen. Latin-1, as HTTP/1.1 heads are. */
export function readUntil(socket: Socket, until?: string): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const done = (): void => resolve(text)
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      if (until !== undefined && text.includes(until)) done()
    })
    socket.once('close', done)
    // A reset after the answer is the server's right; the text tells whether the answer came first.
    socket.once('error', done)
  })
}

/** Sends bytes as they are and returns the whole answer; the connection ends with it (`Connection: close` is up to `text`). */
export async function rawExchange(url: string, text: string): Promise<string> {
  const socket = openSocket(url)
  const answer = readUntil(socket)
  socket.write(text, 'latin1')
  return answer
}
