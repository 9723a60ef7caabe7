import type { ErrorCode } from '../errors/codes.ts'
import { CuekitError } from '../errors/error.ts'
import { type Envelope, readEnvelope } from './envelope.ts'
import { parseJson } from './parse-json.ts'
import { redact } from './redact.ts'

export interface UpstreamAnswer {
  /** Name for messages, e.g. `302.AI`. */
  service: string
  status: number
  text: string
  requestId?: string
  retryAfterMs?: number
  /** Removed from the message wherever they occur. */
  secrets?: readonly string[]
}

// 302.AI's err_code. The HTTP status that belongs to each is not documented, so a known one is believed over the status.
const BY_ERR_CODE: Record<string, ErrorCode> = {
  '-10001': 'upstream_authentication',
  '-10002': 'upstream_forbidden',
  '-10003': 'upstream_error',
  '-10004': 'insufficient_balance',
  '-10005': 'upstream_authentication',
  '-10006': 'quota_exceeded',
  '-10007': 'quota_exceeded',
  '-10008': 'no_channel',
  '-10009': 'upstream_rejected',
  '-10010': 'upstream_not_found',
  '-10011': 'upstream_rejected',
  '-10012': 'quota_exceeded',
  '-10013': 'upstream_forbidden',
  '-10014': 'upstream_forbidden',
  '-10016': 'upstream_rejected',
  '-10017': 'upstream_rejected',
  '-10018': 'quota_exceeded',
  '-10504': 'upstream_error',
  '-10600': 'unsupported_media',
  '-1024': 'upstream_error',
}

const BY_NAME: [names: RegExp, code: ErrorCode][] = [
  [/\binvalid_api_key\b|^Unauthorized$/, 'upstream_authentication'],
  [/\binsufficient_(?:user_)?quota\b|^InsufficientBalance$/, 'insufficient_balance'],
  [/\brate_limit_exceeded\b|^RateLimitExceeded$/, 'rate_limited'],
  [/\bmodel_not_found\b|^DeploymentNotFound$/, 'upstream_not_found'],
  [/^(?:InvalidParameter|MissingParameter)$/, 'upstream_rejected'],
]

const BY_STATUS: Record<number, ErrorCode> = {
  401: 'upstream_authentication',
  402: 'insufficient_balance',
  403: 'upstream_forbidden',
  404: 'upstream_not_found',
  408: 'upstream_error',
  413: 'payload_too_large',
  415: 'unsupported_media',
  429: 'rate_limited',
}

function fromStatus(status: number): ErrorCode {
  if (status >= 500) return 'upstream_error'
  return BY_STATUS[status] ?? 'upstream_rejected'
}

function chooseCode(status: number, envelope: Envelope): ErrorCode {
  const known = envelope.code === undefined ? undefined : BY_ERR_CODE[envelope.code]
  if (known) return known
  // one-api answers 500 for every upstream refusal and puts the upstream code into the message.
  const names = [envelope.code, envelope.type, status === 500 ? envelope.message : undefined]
  const byName = BY_NAME.find(([pattern]) =>
    names.some((name) => name !== undefined && pattern.test(name)),
  )
  // Groq: a file above the hourly audio quota is 413 "rate_limit_exceeded", and waiting does not help.
  if (byName?.[1] === 'rate_limited' && status === 413) return 'quota_exceeded'
  if (byName) return byName[1]
  if (status === 400 && envelope.param === 'file') {
    return envelope.code === 'unsupported_value' ? 'unsupported_media' : 'unreadable_media'
  }
  return fromStatus(status)
}

const ADVICE: Partial<Record<ErrorCode, string>> = {
  upstream_authentication: 'Check the API key and that it belongs to this base URL.',
  insufficient_balance: 'Top up the account.',
  rate_limited: 'Try again later.',
  no_channel: 'Try again later.',
  payload_too_large: 'Send a smaller file.',
}

const isHtml = (text: string): boolean => /^\s*(?:<!doctype html|<html|<head|<body)/i.test(text)

/** What a service said about a failure, as our error: by status, sharpened by the codes in any of the known bodies. */
export function toUpstreamError(answer: UpstreamAnswer): CuekitError {
  const { service, status, text, requestId, retryAfterMs, secrets } = answer
  if (status === 0 || (status >= 300 && status < 400)) {
    return new CuekitError(
      'upstream_rejected',
      `${service} answered with a redirect${status === 0 ? '' : ` (HTTP ${status})`}, which is not followed: it could carry the key to another host. Set baseURL to the final address.`,
      {
        ...(status === 0 ? {} : { upstreamStatus: status }),
        ...(requestId === undefined ? {} : { requestId }),
      },
    )
  }
  const body = parseJson(text)
  const envelope = readEnvelope(body) ?? {}
  const plain = body === undefined && !isHtml(text) ? text : undefined
  const said = redact(envelope.message ?? plain ?? '', secrets)
  const code = chooseCode(status, envelope)
  const upstreamCode = envelope.code ?? envelope.type
  const facts = [`HTTP ${status}`, envelope.code && redact(envelope.code, secrets)].filter(Boolean)
  const id = requestId ?? envelope.requestId
  const message = `${service} refused the request (${facts.join(', ')})${said === '' ? '' : `: ${said}`}`
  const advice = ADVICE[code]
  return new CuekitError(
    code,
    [/[.!?。！？…]$/.test(message) ? message : `${message}.`, advice].filter(Boolean).join(' '),
    {
      upstreamStatus: status,
      ...(upstreamCode === undefined ? {} : { upstreamCode: redact(upstreamCode, secrets) }),
      ...(id === undefined ? {} : { requestId: redact(id, secrets) }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  )
}
