import type { IncomingMessage, ServerResponse } from 'node:http'
import { linger } from './linger.ts'

// nginx's `lingering_time`: how long a client may keep sending after it was answered.
const LINGER_MS = 30_000

/**
 * The body as a stream that takes one chunk from the socket per read. `Readable.toWeb` is not used because cancelling it
 * destroys the socket, and with it the 413 that explains the cancelling.
 * `lingerMs`: milliseconds the rest of an unread body is drained after the answer before the connection is cut.
 */
export function requestBody(
  req: IncomingMessage,
  res: ServerResponse,
  lingerMs = LINGER_MS,
): ReadableStream<Uint8Array> {
  let open = true
  let controller: ReadableStreamDefaultController<Uint8Array>
  const settle = (finish: () => void): void => {
    if (!open) return
    open = false
    finish()
  }
  req.pause()
  req.on('data', (chunk: Buffer) => {
    if (!open) return
    req.pause()
    controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength))
  })
  req.once('end', () => settle(() => controller.close()))
  req.once('error', (error) => settle(() => controller.error(error)))
  req.once('close', () =>
    settle(() => controller.error(new Error('The client left before its body had arrived.'))),
  )
  linger(req, res, {
    ms: lingerMs,
    onAnswered: () =>
      settle(() => controller.error(new Error('The answer was sent before the body was read.'))),
  })
  return new ReadableStream<Uint8Array>(
    {
      start: (created) => void (controller = created),
      pull: () => void req.resume(),
      cancel: () => void (open = false),
    },
    // Nothing is read ahead: the socket's own buffers are enough, and an unread body costs nothing.
    { highWaterMark: 0 },
  )
}
