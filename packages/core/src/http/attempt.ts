import { CuekitError } from '../errors/error.ts'
import { toUpstreamError } from '../wire/upstream-error.ts'
import { type Sent, toConnectionError } from './connection-error.ts'
import { type Meter, meterBody } from './metered-body.ts'
import { raceAbort } from './race-abort.ts'
import { readText } from './read-text.ts'
import { parseRetryAfter } from './retry.ts'
import type { RequestBody, Timeouts, Transport } from './transport.ts'
import { createWatchdog } from './watchdog.ts'

// A transcript of three hours with word times is 2.3 MiB.
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024

export interface AttemptOptions {
  service: string
  transport: Transport
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  body?: RequestBody | undefined
  maxBodyBytes?: number | undefined
  timeouts: Timeouts
  signal: AbortSignal
  /** Kept up to date, so that whoever gives up from outside knows how far it got. */
  state: { sent: Sent }
  onUpload?: ((meter: Meter) => void) | undefined
}

export interface Answer {
  status: number
  headers: Record<string, string>
  text: string
  requestId?: string
}

/** Sends one request and reads the whole answer, whatever its status. Settles as soon as a limit is reached or `signal` aborts. */
export async function attempt(options: AttemptOptions): Promise<Answer> {
  const { service, transport, method, url, headers, body, timeouts, state } = options
  const watchdog = createWatchdog(options.signal)
  const { signal } = watchdog
  const expect = (
    ms: number | null,
    code: 'connect_timeout' | 'headers_timeout' | 'body_timeout',
    what: string,
  ): void =>
    watchdog.expect(ms, () => new CuekitError(code, `${service} ${what}.`, { sent: state.sent }))
  const expectAnswer = (): void =>
    expect(timeouts.headers, 'headers_timeout', 'did not answer in time')
  const expectBytes = (): void =>
    expect(timeouts.bodyIdle, 'body_timeout', 'stopped in the middle of its answer')

  let answered = false
  const onStep = (meter: Meter): void => {
    state.sent = meter.sent
    options.onUpload?.(meter)
    // A refusal may come before the upload has ended: from then on only the answer's own bytes count.
    if (answered) return
    if (meter.sent === 'all') expectAnswer()
    else expect(timeouts.bodyIdle, 'body_timeout', 'stopped taking the upload')
  }
  const metered = body && meterBody(body, { signal, maxBytes: options.maxBodyBytes, onStep })
  state.sent = body ? 'nothing' : 'all'

  async function exchange(): Promise<Answer> {
    const sending = metered ? { body: metered.body } : {}
    const response = await transport({ method, url, headers, signal, timeouts, ...sending })
    answered = true
    expectBytes()
    const text = await readText(response.body, MAX_RESPONSE_BYTES, expectBytes)
    const requestId = response.headers['x-request-id'] ?? response.headers['request-id']
    return {
      status: response.status,
      headers: response.headers,
      text,
      ...(requestId === undefined ? {} : { requestId }),
    }
  }

  // A body is first asked for when the connection stands; a transport that cannot tell has the idle time on top.
  if (body) {
    const limit = timeouts.connect + (timeouts.bodyIdle ?? 0)
    expect(limit, 'connect_timeout', 'could not be reached in time')
  } else expectAnswer()
  try {
    return await raceAbort(exchange(), signal)
  } catch (error) {
    if (metered?.meter.failure) throw metered.meter.failure
    throw signal.aborted ? signal.reason : toConnectionError(error, service, state.sent)
  } finally {
    watchdog.stop()
  }
}

/** An answer with a status other than 2xx, as the error it stands for. */
export function answerError(
  service: string,
  answer: Answer,
  secrets: readonly string[],
): CuekitError {
  const retryAfterMs = parseRetryAfter(answer.headers)
  return toUpstreamError({
    service,
    status: answer.status,
    text: answer.text,
    secrets,
    ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}
