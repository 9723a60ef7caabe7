import { CuekitError } from '@cuekit/core'
import { abortable } from '../abortable.ts'
import { createPace, type PaceLimits } from './pace.ts'

export interface BodyLimits {
  /** More rejects with `payload_too_large`. */
  maxBytes: number
  /** `Content-Length`, where the client sent one. */
  declared?: number
  signal?: AbortSignal
  pace?: PaceLimits
  /** Whether to cancel what was not read. Default true. */
  cancels?: boolean
}

/** `Content-Length` as a number; undefined for a chunked body. */
export function declaredLength(headers: Headers): number | undefined {
  const value = headers.get('content-length')
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}

export function tooLarge(maxBytes: number): CuekitError {
  return new CuekitError('payload_too_large', `Send at most ${maxBytes} bytes.`)
}

/**
 * The bytes of a request as they arrive, one chunk in memory. What was not read is cancelled when the reader stops.
 * Throws `payload_too_large`, `body_truncated` when fewer than declared arrive, `upload_too_slow`, `aborted`.
 */
export async function* bodyChunks(
  body: ReadableStream<Uint8Array>,
  { maxBytes, declared, signal, pace, cancels = true }: BodyLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = body.getReader()
  const waitFor = createPace(pace)
  let reading = false
  let over = false
  let received = 0

  async function read() {
    reading = true
    try {
      return await reader.read()
    } catch (cause) {
      throw new CuekitError(
        'body_truncated',
        'The connection broke during the upload. Try again.',
        {
          cause,
        },
      )
    } finally {
      reading = false
      if (over) release()
    }
  }
  function release() {
    // Not awaited: of a body that was cloned, the cancel waits for the clone's reader as well.
    if (cancels) reader.cancel().catch(() => {})
    reader.releaseLock()
  }

  try {
    for (;;) {
      const { done, value } = await abortable(waitFor(read()), signal)
      if (done) break
      received += value.byteLength
      if (received > maxBytes) throw tooLarge(maxBytes)
      yield value
    }
    if (declared !== undefined && received < declared) throw truncated(received, declared)
  } finally {
    over = true
    // Never in the middle of a read: undici 6 (Node 20, and so Next) closes the body by a microtask when its last read finds
    // the end, and on a body cancelled meanwhile that is an uncaught exception: it ends the process.
    if (!reading) release()
  }
}

function truncated(received: number, declared: number): CuekitError {
  // Next cuts a body at 10 MB without an error when a proxy.ts matches the route (measured with 16.4.6).
  return new CuekitError(
    'body_truncated',
    `Only ${received} of ${declared} bytes arrived. If a Next proxy.ts (middleware) matches this route, leave the route out ` +
      'of its matcher or raise experimental.proxyClientMaxBodySize; otherwise look at body limits of the proxies in front.',
  )
}
