import type { ServerResponse } from 'node:http'

function writeHead(res: ServerResponse, response: Response): void {
  res.statusCode = response.status
  if (response.statusText !== '') res.statusMessage = response.statusText
  for (const [name, value] of response.headers) {
    // Middleware in front (sessions, CORS) may have set its own; both must arrive.
    if (name === 'set-cookie' || name === 'vary') res.appendHeader(name, value)
    else res.setHeader(name, value)
  }
}

/** Compression middleware adds `flush`; without it an event would wait in its buffer for the next one. */
function flush(res: ServerResponse): void {
  if ('flush' in res && typeof res.flush === 'function') res.flush()
}

async function pump(res: ServerResponse, body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader()
  let wake = (): void => {}
  res.on('drain', () => wake())
  res.once('close', () => {
    wake()
    // Ends a pending read too, so that an idle event stream stops when its client leaves.
    reader.cancel(new Error('The client left.')).catch(() => {})
  })
  for (;;) {
    const { done, value } = await reader.read()
    if (done || res.closed) return
    const drained = new Promise<void>((resolve) => (wake = resolve))
    const ready = res.write(value)
    flush(res)
    if (!ready && !res.closed) await drained
  }
}

/**
 * Writes a `Response` to Node's: headers at once, the body with back-pressure. Resolves when all is handed over, or when the
 * client has left. Rejects when the body fails; the connection is cut then, so that half an answer never looks whole.
 */
export async function sendResponse(res: ServerResponse, response: Response): Promise<void> {
  if (res.closed || res.destroyed) {
    await response.body?.cancel()
    return
  }
  writeHead(res, response)
  if (response.body === null || res.req.method === 'HEAD') {
    await response.body?.cancel()
    res.end()
    return
  }
  res.flushHeaders()
  flush(res)
  try {
    await pump(res, response.body)
    if (!res.closed) res.end()
  } catch (error) {
    res.destroy()
    throw error
  }
}
