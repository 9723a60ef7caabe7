import { createTransport, fetchTransport } from '#transport'
import { CuekitError } from '../errors/error.ts'
import { type ClientOptions, parseBaseURL } from './client-options.ts'
import { readEnv } from './env.ts'
import { type Call, type CallResult, createCaller } from './request.ts'

export interface ServiceFacts {
  /** Name for messages, e.g. `302.AI`. */
  service: string
  /** Used when neither the option nor the environment names one. */
  baseURL?: string
  /** Environment variables that stand in for missing options. */
  env?: { apiKey: string; baseURL: string }
}

export interface PreparedClient {
  call(call: Call): Promise<CallResult>
  /** As it is written into handles: no trailing slash, and no query, which may hold a key. */
  baseURL: string
}

const isWebPage = (): boolean => 'window' in globalThis && 'document' in globalThis

/** What all clients do with their options first. Throws `browser_not_allowed` in a web page, `invalid_option` without an address. */
export function prepareClient(options: ClientOptions, facts: ServiceFacts): PreparedClient {
  const { service, env } = facts
  if (isWebPage() && !options.dangerouslyAllowBrowser) {
    throw new CuekitError(
      'browser_not_allowed',
      `The client of ${service} does not run in a web page: every visitor could read the API key. Call it on the server, or set dangerouslyAllowBrowser where the key is the visitor's own.`,
    )
  }
  const address = options.baseURL ?? (env && readEnv(env.baseURL)) ?? facts.baseURL
  if (address === undefined) {
    throw new CuekitError('invalid_option', `The client of ${service} needs a baseURL.`)
  }
  const baseURL = parseBaseURL(address)
  const transport =
    options.transport ?? (options.fetch ? fetchTransport(options.fetch) : createTransport())
  const { apiKey, headers, retry, timeouts, onEvent } = options
  const call = createCaller({
    service,
    baseURL,
    transport,
    apiKey,
    headers,
    retry,
    timeouts,
    onEvent,
    apiKeyEnv: env?.apiKey,
  })
  const { origin, pathname } = baseURL
  return { call, baseURL: (origin + pathname).replace(/\/$/, '') }
}
