import { randomBytes } from 'node:crypto'
import { CuekitError } from '@cuekit/core'
import type { Authorize } from '../context.ts'
import { equalTexts } from './equal-texts.ts'
import { createSign } from './secret.ts'

const COOKIE = 'cuekit-owner'
const YEAR = 365 * 24 * 3600

function cookieOf(request: Request): string | undefined {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === COOKIE && value) return value
  }
  return undefined
}

/** Behind a proxy the URL says http, and the first `X-Forwarded-Proto` what the browser sees. */
function isHttps(request: Request): boolean {
  const [forwarded] = (request.headers.get('x-forwarded-proto') ?? '').split(',')
  return (forwarded?.trim() || new URL(request.url).protocol.replace(':', '')) === 'https'
}

/**
 * An `authorize` for demos and tools without accounts: each browser is an owner of its own, known by a signed cookie.
 * `secret` (default: the instance's own) signs it; at least 16 characters.
 */
export function anonymous({ secret }: { secret?: string } = {}): Authorize {
  if (secret !== undefined && (typeof secret !== 'string' || secret.length < 16)) {
    throw new CuekitError('invalid_option', '`secret` of anonymous() needs at least 16 characters.')
  }
  const ownSign = secret === undefined ? undefined : createSign(() => secret)

  return (request, context) => {
    const sign = ownSign ? (text: string) => ownSign('anonymous', text) : context.sign
    if (!sign) {
      throw new CuekitError('invalid_option', 'anonymous() outside createCuekit needs a `secret`.')
    }
    const [known, signature] = cookieOf(request)?.split('.') ?? []
    if (known && signature && equalTexts(signature, sign(`owner ${known}`))) return { id: known }

    const id = randomBytes(16).toString('base64url')
    const attributes = `Path=/; Max-Age=${YEAR}; HttpOnly; SameSite=Lax${isHttps(request) ? '; Secure' : ''}`
    return { id, setCookie: `${COOKIE}=${id}.${sign(`owner ${id}`)}; ${attributes}` }
  }
}
