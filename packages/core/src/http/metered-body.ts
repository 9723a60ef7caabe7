import { CuekitError, isCuekitError } from '../errors/error.ts'
import type { Sent } from './connection-error.ts'
import { raceAbort } from './race-abort.ts'
import type { RequestBody } from './transport.ts'

export interface Meter {
  sent: Sent
  /** Bytes handed to the transport. */
  bytes: number
  /** Why the source of the body failed: the transport then only says that something broke. */
  failure?: CuekitError
}

export interface MeterOptions {
  signal: AbortSignal
  /** Largest body in bytes. */
  maxBytes?: number | undefined
  /** Called before each chunk is read, before it is handed over and after the last one. */
  onStep(meter: Meter): void
}

/** `payload_too_large` for a whole request body of more than `maxBytes`. */
export function bodyTooLarge(maxBytes: number, bytes?: number): CuekitError {
  const size = bytes === undefined ? 'larger than that' : `${bytes} bytes`
  return new CuekitError(
    'payload_too_large',
    `The service takes requests of up to ${maxBytes} bytes and this one is ${size}. Send compressed mono audio or a shorter piece.`,
  )
}

const readFailed = (cause: unknown): CuekitError =>
  isCuekitError(cause)
    ? cause
    : new CuekitError('unreadable_media', 'The file could not be read to its end.', { cause })

const notBytes = (): CuekitError =>
  new CuekitError(
    'invalid_option',
    'The stream given as "file" has to give bytes (Uint8Array), not text or anything else.',
  )

/** The same body, counted while the transport reads it, and checked against the length it announced. */
export function meterBody(
  body: RequestBody,
  { signal, maxBytes = Number.POSITIVE_INFINITY, onStep }: MeterOptions,
): { body: RequestBody; meter: Meter } {
  const meter: Meter = { sent: 'nothing', bytes: 0 }
  const fail = (error: CuekitError): never => {
    meter.failure = error
    throw error
  }
  async function* open(): AsyncGenerator<Uint8Array> {
    let read = 0
    const chunks = body.open()[Symbol.asyncIterator]()
    try {
      for (;;) {
        onStep(meter)
        const next = await raceAbort(Promise.resolve(chunks.next()), signal).catch(
          (error: unknown) => (signal.aborted ? Promise.reject(error) : fail(readFailed(error))),
        )
        if (next.done) break
        // JavaScript callers: text has no bytes before somebody chooses an encoding.
        if (!ArrayBuffer.isView(next.value)) fail(notBytes())
        read += next.value.byteLength
        if (read > maxBytes) fail(bodyTooLarge(maxBytes))
        if (read > (body.length ?? Number.POSITIVE_INFINITY)) break
        // Told before it is handed over: a transport that waits for the socket may never ask for more.
        meter.sent = 'partial'
        onStep(meter)
        yield next.value
        meter.bytes = read
      }
      if (body.length !== undefined && read !== body.length) {
        fail(
          new CuekitError(
            'body_truncated',
            `The file changed while it was being sent, or its size was given wrongly: ${body.length} bytes were announced, ${read} came.`,
          ),
        )
      }
      meter.sent = 'all'
      onStep(meter)
    } finally {
      // Not awaited: a source that hangs would hang the abort with it.
      void Promise.resolve(chunks.return?.()).catch(() => {})
    }
  }
  return { body: { ...body, open }, meter }
}
