import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answerWith, serve } from '../http/fixtures/serve.ts'
import { createAI302Client } from './client.ts'
import { MAX_UPLOAD_BYTES } from './files.ts'

const url = 'https://file.test/a.mp3'
const file = { data: new TextEncoder().encode('sound of it'), filename: 'talk.mp3' }
const client = (baseURL: string, options = {}) =>
  createAI302Client({
    baseURL,
    apiKey: 'the-key',
    retry: { baseDelay: 1, maxDelay: 1 },
    ...options,
  }).files

async function sparseFile(bytes: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cuekit-files-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'talk.mp3')
  await writeFile(path, '')
  await truncate(path, bytes)
  return path
}

describe('files.upload', () => {
  it('sends the file to the API and gives its link', async () => {
    const server = await serve(answerWith(200, { code: 200, data: url, message: 'success' }))
    const progress: number[] = []
    const uploaded = await client(`${server.url}/proxy`).upload(file, {
      onUploadProgress: ({ sent }) => progress.push(sent),
    })
    expect(uploaded).toEqual({ url })
    const [request] = server.requests
    expect([request?.method, request?.url]).toEqual(['POST', '/proxy/302/upload-file'])
    expect(request?.headers.authorization).toBe('Bearer the-key')
    expect(Number(request?.headers['content-length'])).toBe(server.bodies[0]?.length)
    const body = String(server.bodies[0])
    expect(body).toContain('name="file"; filename="talk.mp3"')
    expect(body).toContain('audio/mpeg\r\n\r\nsound of it\r\n')
    expect(progress.at(-1)).toBe(server.bodies[0]?.length)
  })

  it("sends to the dashboard without a key and without the client's headers", async () => {
    const api = await serve(answerWith(500, ''))
    const dashboard = await serve(answerWith(200, { code: 0, msg: 'ok', data: { url } }))
    const { upload } = client(api.url, {
      dashboardURL: dashboard.url,
      headers: { 'x-api-key': 'the-key' },
      messageLanguage: 'en',
    })
    expect(await upload(file, { via: 'dashboard' })).toEqual({ url })
    const [request] = dashboard.requests
    expect(request?.url).toBe('/gpt/api/upload/gpt/image')
    expect(JSON.stringify(request?.headers)).not.toContain('the-key')
    expect(String(dashboard.bodies[0])).toContain('name="file"; filename="talk.mp3"')
    expect(api.requests).toHaveLength(0)
  })

  it('refuses a file above the limit of the API before the first byte, and the dashboard takes it', async () => {
    let received = 0
    const server = await serve(async (request, response) => {
      for await (const chunk of request) received += (chunk as Buffer).length
      response.end(JSON.stringify({ code: 0, data: { url } }))
    })
    const path = await sparseFile(MAX_UPLOAD_BYTES + 1)
    const { upload } = client(server.url, { dashboardURL: server.url })
    const error = await upload({ path }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'payload_too_large' })
    expect(String(error)).toContain('dashboard')
    expect(server.requests).toHaveLength(0)
    expect(await upload({ path }, { via: 'dashboard' })).toEqual({ url })
    expect(received).toBeGreaterThan(MAX_UPLOAD_BYTES)
  })

  it('ends a stream of unknown size at the limit', async () => {
    const server = await serve(async (request) => {
      for await (const _chunk of request);
    })
    async function* stream() {
      for (;;) yield new Uint8Array(1024 * 1024)
    }
    await expect(
      client(server.url).upload({ stream: stream(), filename: 'a.mp3' }),
    ).rejects.toMatchObject({ code: 'payload_too_large' })
    expect(server.requests).toHaveLength(1)
  })

  it.each<[string, number, unknown, string]>([
    ['an error', 200, { code: -1, msg: 'no space' }, 'upstream_rejected'],
    [
      'an error in another form',
      200,
      { error: { err_code: -10005, message: 'x' } },
      'upstream_authentication',
    ],
    ['no link', 200, { code: 200, data: null }, 'invalid_response'],
    ['a path', 200, { code: 200, data: '/a.mp3' }, 'invalid_response'],
    ['a web page', 200, '<html>', 'invalid_response'],
    ['a failure', 500, '', 'upstream_error'],
  ])(
    'says so when the answer is %s, and sends the file once',
    async (_name, status, body, code) => {
      const server = await serve(answerWith(status, body))
      await expect(client(server.url).upload(file)).rejects.toMatchObject({ code })
      expect(server.requests).toHaveLength(1)
    },
  )

  it('refuses an unknown way, a path as text and an empty file', async () => {
    const { upload } = client('http://127.0.0.1:9')
    await expect(upload(file, { via: 'ftp' } as never)).rejects.toMatchObject({
      code: 'invalid_option',
    })
    await expect(upload('/etc/passwd' as never)).rejects.toMatchObject({ code: 'invalid_option' })
    await expect(upload(new Blob([]))).rejects.toMatchObject({ code: 'empty_file' })
  })
})
