import { setTimeout as sleep } from 'node:timers/promises'
import type { LedgerCall } from '../ledger.ts'
import { openaiError } from '../openai/errors.ts'
import { readBody } from '../read-body.ts'
import { vtError, type VtErrorCode } from '../vt/errors.ts'
import type { Faults } from './parse-faults.ts'

/** What `fetch` rejects with when the connection is reset; `listen` resets the socket for it. */
function connectionReset(): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  })
}

/** Faults that take the place of the true answer: nothing is done and nothing billed. */
const INSTEAD = ['status', 'html', 'redirect', 'hang']

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
  if (!INSTEAD.some((name) => faults.has(name))) return answer()

  await readBody(request, 0, call)
  if (faults.has('hang')) return untilAborted(signal)
  const failed = instead(faults, request)
  const retryAfter = faults.get('retry-after')
  if (retryAfter !== undefined) failed.headers.set('retry-after', retryAfter)
  return failed
}

function instead(faults: Faults, request: Request): Response {
  const status = faults.get('status')
  if (faults.has('html')) return gatewayPage(Number(status ?? 502))
  const location = faults.get('redirect')
  if (location !== undefined) return new Response(null, { status: 302, headers: { location } })
  return upstreamError(request, Number(status))
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
