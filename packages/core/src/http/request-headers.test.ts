import { describe, expect, it } from 'vitest'
import { answerWith, serve } from './fixtures/serve.ts'
import { resolveApiKey } from './request-headers.ts'
import { createCaller } from './request.ts'
import { createTransport } from '#transport'

describe('resolveApiKey', () => {
  it('names the function that failed, whatever it threw', async () => {
    const apiKey = () => Promise.reject(new Error('the vault is closed'))
    await expect(resolveApiKey({ apiKey, service: 'The service' })).rejects.toMatchObject({
      code: 'missing_api_key',
      cause: expect.objectContaining({ message: 'the vault is closed' }),
    })
  })

  it('refuses a function that gives something other than text', async () => {
    const apiKey = (() => 5) as unknown as () => string
    await expect(resolveApiKey({ apiKey, service: 'The service' })).rejects.toMatchObject({
      code: 'invalid_option',
    })
  })
})

const caller = (url: string, headers: Record<string, string>) =>
  createCaller({
    service: 'The service',
    baseURL: new URL(url),
    apiKey: null,
    headers,
    transport: createTransport(),
    retry: { baseDelay: 1 },
  })({ method: 'GET', kind: 'read', path: '/' })

it('keeps a key out of errors that is sent in a header of the caller', async () => {
  const said = { error: { message: 'wrong key "mine-and-mine-alone", token abc-def-ghi' } }
  const server = await serve(answerWith(401, said))
  const headers = { 'api-key': 'mine-and-mine-alone', 'Proxy-Authorization': 'Basic abc-def-ghi' }
  await expect(caller(server.url, headers)).rejects.toMatchObject({
    message: expect.stringContaining('wrong key "[key]", token [key]'),
  })
})

it('blames the headers, once, where the request cannot be sent with them', async () => {
  for (const headers of [{ expect: '100-continue' }, { 'x-name': '\u4e2d' }]) {
    await expect(caller('http://127.0.0.1:9', headers)).rejects.toMatchObject({
      code: 'invalid_option',
      attempts: 1,
    })
  }
})
