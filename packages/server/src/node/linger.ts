import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Lets a client that is still sending read its answer: what comes in after the answer is read and forgotten, for `ms` at
 * most. Node does that only for bodies nobody has touched. On a connection that closes with the answer (nginx opens such
 * ones) it destroys the socket over unread bytes, and the reset that causes may take the answer with it. Source: RFC 9112, 9.6.
 */
export function linger(
  req: IncomingMessage,
  res: ServerResponse,
  { ms, onAnswered }: { ms: number; onAnswered: () => void },
): void {
  const { socket } = req
  const isUnread = (): boolean => !req.readableEnded && !req.destroyed
  const { destroySoon } = socket
  let closing = false
  // Node's server calls this when the last answer of a connection is out; until the body has ended, only our side closes.
  socket.destroySoon = () => {
    closing = isUnread()
    if (closing) socket.end()
    else destroySoon.call(socket)
  }
  let timer: NodeJS.Timeout | undefined
  const over = (): void => {
    // Once: the socket may carry the next request when `close` comes after `end`.
    req.off('end', over).off('close', over)
    clearTimeout(timer)
    socket.destroySoon = destroySoon
    if (closing) socket.destroy()
  }
  req.on('end', over).on('close', over)
  res.once('finish', () => {
    if (!isUnread()) return
    onAnswered()
    timer = setTimeout(() => socket.destroy(), ms)
    timer.unref()
    req.resume()
  })
}
