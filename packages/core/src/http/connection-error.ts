import { CuekitError, isCuekitError } from '../errors/error.ts'

export type Sent = 'nothing' | 'partial' | 'all'

const NOTHING_SENT = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT'])

// What undici calls a request that it will not send, whatever the network is like: a header that is its own affair, or no header at all.
const REFUSED_HERE = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED'])

const isCertificate = (code: string): boolean =>
  /^(?:CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code)

interface SystemFailure {
  code?: string
  /** It broke while the connection was made. A route can also be lost under a connection that stands (EHOSTUNREACH on a read). */
  connecting: boolean
}

/** The first system or undici code in the chain of causes: fetch hides it below "fetch failed". */
function systemFailure(error: unknown): SystemFailure {
  let current = error
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') {
      const connecting = 'syscall' in current && current.syscall === 'connect'
      return { code: current.code, connecting }
    }
    // undici names no code when not even the first word is HTTP.
    if (current.name === 'HTTPParserError') return { code: 'HPE_INVALID', connecting: false }
    current = current.cause
  }
  return { connecting: false }
}

/** What may be shown as a cause: undici's parser keeps the bytes it choked on, which may repeat our headers. */
function withoutData(error: unknown): unknown {
  if (!(error instanceof Error) || !('data' in error)) return error
  const { name, message, stack = '' } = error
  return Object.assign(new Error(message), { name, stack })
}

/** What a transport rejected with, as our error. The code of the system (`ECONNRESET`, ...) is named; hosts and paths are not. */
export function toConnectionError(error: unknown, service: string, sent: Sent): CuekitError {
  if (isCuekitError(error)) return error
  const { code, connecting } = systemFailure(error)
  const named = code === undefined ? '' : ` (${code})`
  const options = { cause: withoutData(error), sent }
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
  if (/^(?:Z_|ERR__ERROR_|ERR_BROTLI_)/.test(code)) {
    return new CuekitError(
      'invalid_response',
      `The compressed answer of ${service} is damaged or cut off${named}.`,
      options,
    )
  }
  if (code.startsWith('HPE_')) {
    return new CuekitError(
      'invalid_response',
      `${service} did not answer with HTTP${named}.`,
      options,
    )
  }
  if (REFUSED_HERE.has(code)) {
    return new CuekitError(
      'invalid_option',
      `The request to ${service} cannot be sent${named}: one of "headers" is not allowed, or its value holds characters that no header may.`,
      options,
    )
  }
  if (NOTHING_SENT.has(code) || connecting) {
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
