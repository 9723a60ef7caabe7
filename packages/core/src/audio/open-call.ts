import { CuekitError } from '../errors/error.ts'
import type { Call, CallResult } from '../http/request.ts'
import { secretsIn } from '../http/request-headers.ts'
import type { Transport } from '../http/transport.ts'
import { createChannel } from './channel.ts'

export interface OpenedCall {
  /** Lower-case names. */
  headers: Record<string, string>
  requestId?: string
  /** What must not get from this answer into an error message. */
  secrets: readonly string[]
  /** Bytes as they come. Read it once; leaving it early closes the connection. Rejects as the call does. */
  body: AsyncGenerator<Uint8Array, void>
  close(): void
}

// Waiting audio of the longest input is some 15 MiB as PCM.
const MAX_BYTES = 64 * 1024 * 1024
const NOTHING = new Uint8Array()

/**
 * A call whose answer is read while it comes. The caller's own machinery (key, limits, retries, errors) runs as for any other
 * call: it is given the bytes of a failure, and of a success only the news that some arrived.
 */
export function openCall(
  transport: Transport,
  callOver: (transport: Transport) => (call: Call) => Promise<CallResult>,
  call: Call,
): Promise<OpenedCall> {
  const { signal } = call
  const gaveUp = new AbortController()
  const onAbort = (): void => gaveUp.abort(signal?.reason)
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort, { once: true })
  const chunks = createChannel<Uint8Array>()

  async function* forward(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0
    for await (const chunk of body) {
      bytes += chunk.byteLength
      if (bytes > MAX_BYTES) {
        throw new CuekitError(
          'response_too_large',
          `The service answered with more than ${MAX_BYTES} bytes.`,
        )
      }
      chunks.push(chunk)
      yield NOTHING
    }
  }
  async function* read(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* chunks.read()
    } finally {
      gaveUp.abort()
    }
  }

  return new Promise((resolve, reject) => {
    const tapped: Transport = async (request) => {
      const response = await transport(request)
      const { status, headers, body } = response
      if (status < 200 || status >= 300) return response
      const requestId = headers['x-request-id'] ?? headers['request-id']
      resolve({
        headers,
        ...(requestId === undefined ? {} : { requestId }),
        secrets: secretsIn(request.headers),
        body: read(),
        close: () => gaveUp.abort(),
      })
      return { ...response, body: forward(body) }
    }
    callOver(tapped)({ ...call, signal: gaveUp.signal })
      .then(
        () => chunks.end(),
        (error: unknown) => {
          chunks.fail(error)
          reject(error)
        },
      )
      .finally(() => signal?.removeEventListener('abort', onAbort))
  })
}
