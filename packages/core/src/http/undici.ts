import type { Readable } from 'node:stream'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import { decodeBody } from './decode-body.ts'
import { LONGEST_TIMER } from './timer-limit.ts'
import type { RequestBody, Transport } from './transport.ts'

const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']

// undici's own timers are off: one watchdog in request.ts serves every transport and says which limit was reached.
function createAgent(connectTimeout: number): Dispatcher {
  const options = {
    connect: { timeout: Math.min(connectTimeout, LONGEST_TIMER) },
    headersTimeout: 0,
    bodyTimeout: 0,
    // One request per connection at a time: a poll must not wait behind another answer.
    pipelining: 1,
  }
  const proxied = PROXY_VARIABLES.some((name) => process.env[name])
  return proxied ? new EnvHttpProxyAgent(options) : new Agent(options)
}

function toRecord(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const record: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) record[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return record
}

// undici takes any async iterable; its types know only Readable. The generator itself is handed over because Node's fetch
// keeps every byte of a body until the request ends, streams included (500 MB sent, 485 MB held), and undici's request does not.
const toUndiciBody = (body: RequestBody): Readable => body.open() as unknown as Readable

/** The transport of Node: bodies are sent as they are read. Uploads and small requests have connections of their own. */
export function createTransport(): Transport {
  const agents = new Map<string, Dispatcher>()
  const agentFor = (lane: 'uploads' | 'control', connectTimeout: number): Dispatcher => {
    const key = `${lane}:${connectTimeout}`
    const agent = agents.get(key) ?? createAgent(connectTimeout)
    agents.set(key, agent)
    return agent
  }
  return async ({ method, url, headers, body, signal, timeouts }) => {
    const response = await request(url, {
      method,
      // Some gateways turn away requests without a user agent, and undici's request sends none.
      headers: { 'user-agent': 'cuekit', ...headers },
      signal,
      body: body ? toUndiciBody(body) : null,
      dispatcher: agentFor(body ? 'uploads' : 'control', timeouts.connect),
    })
    const answered = toRecord(response.headers)
    return {
      status: response.statusCode,
      headers: answered,
      body: decodeBody(response.body, answered['content-encoding']),
    }
  }
}

export { fetchTransport } from './fetch.ts'
