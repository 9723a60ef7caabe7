import { createTransport, fetchTransport } from '#transport'
import { type ClientEvent, notify } from '../http/client-event.ts'
import type { ClientOptions } from '../http/client-options.ts'
import { type PreparedClient, prepareClient } from '../http/prepare-client.ts'
import type { Transport } from '../http/transport.ts'

export interface Connection {
  /** Another host than the API's own. */
  baseURL?: string | URL
  apiKey?: null
  headers?: Record<string, string>
  /** Added to the address of each request. */
  query?: Record<string, string>
}

const addQuery =
  (transport: Transport, query: Record<string, string>): Transport =>
  (request) => {
    const url = new URL(request.url)
    const asked = new URLSearchParams(query).toString()
    url.search = [url.search.slice(1), asked].filter(Boolean).join('&')
    return transport({ ...request, url })
  }

/** Ways to 302.AI's hosts that share one transport, and with it the connections. */
export function createConnect(options: ClientOptions): (connection?: Connection) => PreparedClient {
  const transport =
    options.transport ?? (options.fetch ? fetchTransport(options.fetch) : createTransport())
  let connections = 0
  return ({ query, ...over } = {}) => {
    connections += 1
    const name = connections
    // Each connection counts its requests from 1; only together with its own number are they told apart.
    const onEvent = (event: ClientEvent): void =>
      notify(options.onEvent, name === 1 ? event : { ...event, id: `${name}-${event.id}` })
    return prepareClient(
      {
        ...options,
        ...over,
        onEvent,
        transport: query ? addQuery(transport, query) : transport,
      },
      {
        service: '302.AI',
        baseURL: 'https://api.302.ai',
        env: { apiKey: 'AI302_API_KEY', baseURL: 'AI302_BASE_URL' },
      },
    )
  }
}
