import { setTimeout as sleep } from 'node:timers/promises'
import type { LedgerCall } from './ledger.ts'
import { openaiError } from './openai/errors.ts'
import { readBody } from './read-body.ts'
import { vtError, type VtErrorCode } from './vt/errors.ts'

/**
 * What the request header `x-emulator-fault` asks for, joined by `;`, e.g. `status=429;retry-after=1` or `delay=200`:
 * `status=<400..599>`, `retry-after=<text>` (with `status`), `delay=<ms>`, `hang`, `reset-before-body` (nothing is read),
 * `reset-after-body` (the work is done, then the connection is cut), `html` (a gateway's page), `truncate` (half the body).
 */
export type Faults = ReadonlyMap<string, string>

const NUMBERED = new Map([
  ['status', [400, 599]],
  ['delay', [0, 600_000]],
])
const BARE = ['hang', 'reset-before-body', 'reset-after-body', 'html', 'truncate']

/** Undefined without the header; a string says what is wrong with it. */
export function parseFaults(header: string | null): Faults | string | undefined {
  if (header === null) return undefined
  const faults = new Map<string, string>()
  for (const part of header.split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2)
    const range = NUMBERED.get(name)
    if (range !== undefined) {
      const [least = 0, most = 0] = range
      if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) {
        return `x-emulator-fault: ${name} has to be a whole number from ${least} to ${most}.`
      }
    } else if (name !== 'retry-after' && !BARE.includes(name)) {
      return `x-emulator-fault: there is no fault "${name}". Known: ${[...NUMBERED.keys(), 'retry-after', ...BARE].join(', ')}.`
    }
    faults.set(name, value)
  }
  return faults
}

/** What `fetch` rejects with when the connection is reset; `listen` resets the socket for it. */
function connectionReset(): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  })
}

/** Answers as the faults say; `answer` is the true answer. */
export async function withFaults(
  faults: Faults,
  request: Request,
  call: LedgerCall,
  answer: () => Promise<Response>,
): Promise<Response> {
  const { signal } = request
  const delay = faults.get('delay')
  if (delay !== undefined) await sleep(Number(delay), undefined, { signal })
  if (faults.has('reset-before-body')) throw connectionReset()
  if (faults.has('reset-after-body')) {
    await answer()
    throw connectionReset()
  }
  const status = faults.get('status')
  if (status === undefined && !faults.has('html') && !faults.has('hang')) return answer()

  await readBody(request, 0, call)
  if (faults.has('hang')) return untilAborted(signal)
  const failed = faults.has('html')
    ? gatewayPage(Number(status ?? 502))
    : upstreamError(request, Number(status))
  const retryAfter = faults.get('retry-after')
  if (retryAfter !== undefined) failed.headers.set('retry-after', retryAfter)
  return failed
}

/** The first half of the bytes under the headers of all of them. */
export function truncated(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false
  return new ReadableStream({
    pull(controller) {
      if (sent) controller.error(new TypeError('terminated'))
      else controller.enqueue(bytes.subarray(0, bytes.length / 2))
      sent = true
    },
  })
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function gatewayPage(status: number): Response {
  const page = `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>${status} Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n`
  return new Response(page, { status, headers: { 'content-type': 'text/html' } })
}

const VT_CODES: Record<number, VtErrorCode> = {
  401: '-10005',
  402: '-10004',
  404: '-10010',
  429: '-10012',
  503: '-10008',
  504: '-1024',
}

function upstreamError(request: Request, status: number): Response {
  const asked = `(x-emulator-fault asked for status ${status}.)`
  if (new URL(request.url).pathname.startsWith('/302/')) {
    const code = VT_CODES[status] ?? (status < 500 ? '-10011' : '-10003')
    return vtError(request, code, asked, status)
  }
  if (status === 429) {
    const message = `Rate limit reached. ${asked}`
    return openaiError(429, { message, type: 'requests', code: 'rate_limit_exceeded' })
  }
  return status < 500
    ? openaiError(status, { message: `The request was refused. ${asked}` })
    : openaiError(status, { message: `The server had an error. ${asked}`, type: 'server_error' })
}
