import type { IncomingMessage, ServerResponse } from 'node:http'

// nginx's `lingering_time`: how long a client may keep sending after it was answered.
const LINGER_MS = 30_000

/** Reads and forgets what is still coming, so that a client busy sending gets to read its answer; then gives up. */
function linger(req: IncomingMessage, ms: number): void {
  req.resume()
  const timer = setTimeout(() => req.destroy(), ms)
  timer.unref()
  req.once('close', () => clearTimeout(timer))
  req.once('end', () => clearTimeout(timer))
}

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
  // Node drains an untouched body by itself, but not one that was read in part.
  res.once('finish', () => {
    if (req.readableEnded || req.destroyed) return
    settle(() => controller.error(new Error('The answer was sent before the body was read.')))
    linger(req, lingerMs)
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
