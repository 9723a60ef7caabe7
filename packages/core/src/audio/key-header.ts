import type { Transport } from '../http/transport.ts'

/** The same transport with the bearer token in a header of its own, and nowhere else. */
export function keyHeader(transport: Transport, name: string): Transport {
  return (request) => {
    const { authorization, ...headers } = request.headers
    if (authorization === undefined) return transport(request)
    const key = authorization.replace(/^Bearer /, '')
    return transport({ ...request, headers: { ...headers, [name]: key } })
  }
}
