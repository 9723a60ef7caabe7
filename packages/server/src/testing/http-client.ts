import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { Readable } from 'node:stream'

export interface SendOptions {
  method?: string
  headers?: Record<string, string>
  /** A list is sent chunked, without a length. */
  body?: Uint8Array | string | readonly Uint8Array[]
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
  json(): unknown
}

async function read(res: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = []
  for await (const part of res) parts.push(part)
  const body = Buffer.concat(parts)
  return {
    status: res.statusCode ?? 0,
    headers: res.headers,
    body,
    json: () => JSON.parse(body.toString('utf8')),
  }
}

/** One request by node:http, which lets tests set `Host`, `Origin` and `Sec-Fetch-Site` as browsers and proxies do. */
export function send(url: string, options: SendOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = options
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers, agent: false })
    req.on('response', (res) => resolve(read(res)))
    // After an early answer the rest of the body may fail to go out; the answer has settled it then.
    req.on('error', reject)
    if (Array.isArray(body)) Readable.from(body).pipe(req)
    else req.end(body)
  })
}
