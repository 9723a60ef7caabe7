import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createTransport } from '#transport'
import { serve } from './fixtures/serve.ts'
import { createCaller } from './request.ts'

async function ask(encoding: string, bytes: Uint8Array) {
  const server = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding })
    response.end(bytes)
  })
  const call = createCaller({
    service: 'The service',
    baseURL: new URL(server.url),
    apiKey: null,
    transport: createTransport(),
    retry: false,
  })
  return call({ method: 'GET', kind: 'read', path: '/' })
}
const text = JSON.stringify({ text: 'słowo '.repeat(2000) })

describe('decodeBody', () => {
  it.each([
    ['gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('reads an answer in %s that nobody asked to compress', async (encoding, compress) => {
    expect((await ask(encoding, compress(text))).text).toBe(text)
  })

  it('says that a compressed answer was cut off, or is none', async () => {
    for (const bytes of [gzipSync(text).subarray(0, 60), Buffer.from('{"text":"plain"}')]) {
      await expect(ask('gzip', bytes)).rejects.toMatchObject({ code: 'invalid_response' })
    }
  })

  it('bounds what unfolds to more than any transcript', async () => {
    await expect(ask('gzip', gzipSync(Buffer.alloc(70_000_000)))).rejects.toMatchObject({
      code: 'response_too_large',
    })
  })
})
