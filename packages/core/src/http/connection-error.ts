import { CuekitError, isCuekitError } from '../errors/error.ts'

export type Sent = 'nothing' | 'partial' | 'all'

const NOTHING_SENT = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
  'UND_ERR_CONNECT_TIMEOUT',
])

const isCertificate = (code: string): boolean =>
  /^(?:CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code)

/** The first system or undici code in the chain of causes: fetch hides it below "fetch failed". */
function causeCode(error: unknown): string | undefined {
  let current = error
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') return current.code
    // undici names no code when not even the first word is HTTP.
    if (current.name === 'HTTPParserError') return 'HPE_INVALID'
    current = current.cause
  }
  return undefined
}

/** What a transport rejected with, as our error. The code of the system (`ECONNRESET`, ...) is named; hosts and paths are not. */
export function toConnectionError(error: unknown, service: string, sent: Sent): CuekitError {
  if (isCuekitError(error)) return error
  const code = causeCode(error)
  const named = code === undefined ? '' : ` (${code})`
  const options = { cause: error, sent }
  if (code === undefined) {
    return new CuekitError('connection_failed', `The connection to ${service} failed.`, options)
  }
  if (isCertificate(code)) {
    return new CuekitError(
      'connection_failed',
      `The certificate of ${service} is not trusted${named}. Check baseURL, the system's clock and any proxy in between.`,
      { ...options, sent: 'nothing', retryable: false },
    )
  }
  if (code === 'UND_ERR_CONNECT_TIMEOUT') {
    return new CuekitError('connect_timeout', `${service} could not be reached in time.`, {
      ...options,
      sent: 'nothing',
    })
  }
  if (code.startsWith('HPE_')) {
    return new CuekitError(
      'invalid_response',
      `${service} did not answer with HTTP${named}.`,
      options,
    )
  }
  if (NOTHING_SENT.has(code)) {
    return new CuekitError(
      'connection_failed',
      `${service} could not be reached${named}. Check baseURL and the network.`,
      { ...options, sent: 'nothing' },
    )
  }
  return new CuekitError(
    'connection_failed',
    `The connection to ${service} broke${named}.`,
    options,
  )
}
