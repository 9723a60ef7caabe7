import { CuekitError, isCuekitError } from '../errors/error.ts'
import type { ClientOptions } from './client-options.ts'
import { readEnv } from './env.ts'
import type { RequestBody } from './transport.ts'

async function askFor(apiKey: () => string | Promise<string>, service: string): Promise<unknown> {
  try {
    return await apiKey()
  } catch (cause) {
    if (isCuekitError(cause)) throw cause
    throw new CuekitError(
      'missing_api_key',
      `The "apiKey" function for ${service} failed, so there is no key to send.`,
      { cause },
    )
  }
}

// Where services expect a key that is not a bearer token: `api-key` (Azure), `x-api-key`, `cookie`.
const SECRET_NAME = /auth|key|token|secret|cookie/

/** What must not get from an answer into an error message: the values of headers that hold keys, with and without their scheme. */
export function secretsIn(headers: Record<string, string>): string[] {
  return Object.entries(headers)
    .filter(([name]) => SECRET_NAME.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+\s+/, '')])
}

/** The key to send, or undefined for a server that wants none. Neither error shows the key. */
export async function resolveApiKey({
  apiKey,
  apiKeyEnv,
  service,
}: {
  apiKey?: ClientOptions['apiKey']
  apiKeyEnv?: string | undefined
  service: string
}): Promise<string | undefined> {
  if (apiKey === null) return undefined
  const given: unknown = typeof apiKey === 'function' ? await askFor(apiKey, service) : apiKey
  if (given !== undefined && given !== null && typeof given !== 'string') {
    throw new CuekitError('invalid_option', `The "apiKey" function for ${service} gave no text.`)
  }
  const key = given?.trim() || (apiKeyEnv && readEnv(apiKeyEnv))
  if (!key) {
    const where = apiKeyEnv ? `apiKey or set ${apiKeyEnv}` : 'apiKey'
    throw new CuekitError('missing_api_key', `There is no API key for ${service}. Pass ${where}.`)
  }
  if (/[^\x21-\x7e]/.test(key)) {
    throw new CuekitError(
      'invalid_option',
      `The API key for ${service} has characters that no key has, such as a line break or a quote from a document. Copy it again.`,
    )
  }
  return key
}

/** The headers of one request, later ones winning; names in lower case. */
export function createHeaders({
  apiKey,
  body,
  extra,
}: {
  apiKey: string | undefined
  body?: RequestBody | undefined
  extra: readonly (Record<string, string> | undefined)[]
}): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (apiKey !== undefined) headers['authorization'] = `Bearer ${apiKey}`
  for (const [name, value] of extra.flatMap((record) => Object.entries(record ?? {}))) {
    if (/[\r\n\0]/.test(value)) {
      throw new CuekitError('invalid_option', `The header "${name}" has a line break in its value.`)
    }
    headers[name.toLowerCase()] = value
  }
  if (body) {
    headers['content-type'] = body.type
    if (body.length !== undefined) headers['content-length'] = String(body.length)
  }
  return headers
}
