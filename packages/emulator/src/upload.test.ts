import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator } from './emulator.ts'
import type { Listening } from './listen.ts'

const emulator = createEmulator({ maxAudioBytes: 1000 })
let server: Listening
beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => emulator.close())

const text = '0123456789'

function upload(path: string, file: Blob | undefined, name: string, url = server.url) {
  const form = new FormData()
  if (file !== undefined) form.set('file', file, name)
  const headers = { authorization: 'Bearer sk-test' }
  return fetch(`${url}${path}`, { method: 'POST', headers, body: form })
}

async function link(name = 'talk.MP3'): Promise<string> {
  const response = await upload('/302/upload-file', new Blob([text]), name)
  return ((await response.json()) as { data: string }).data
}

describe('uploads', () => {
  it('answers a link that works, and bills the call', async () => {
    const before = emulator.ledger.total()
    const response = await upload('/302/upload-file', new Blob([text]), 'talk.mp3')
    const body = (await response.json()) as { data: string }
    expect(body).toEqual({
      code: 200,
      data: expect.stringMatching(/\/_emulator\/files\/[0-9a-f-]{36}\.mp3$/),
      message: 'success',
    })
    expect(body.data.startsWith(server.url)).toBe(true)
    expect(await (await fetch(body.data)).text()).toBe(text)
    expect(emulator.ledger.total() - before).toBeCloseTo(0.001)
  })

  it('takes any file at the dashboard, free of charge', async () => {
    const before = emulator.ledger.total()
    const path = '/gpt/api/upload/gpt/image'
    const response = await upload(path, new Blob(['<script>']), 'page.html')
    const { code, data } = (await response.json()) as { code: number; data: { url: string } }
    expect(code).toBe(0)
    const served = await fetch(data.url)
    expect(served.headers.get('content-type')).toBe('application/octet-stream')
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    expect(emulator.ledger.total()).toBe(before)
  })

  it('refuses a form without a file, and what is too large', async () => {
    for (const [path, bytes] of [
      ['/302/upload-file', 50_000_001],
      ['/gpt/api/upload/gpt/image', 1001],
    ] as const) {
      expect((await upload(path, undefined, '')).status).toBe(400)
      expect((await upload(path, new Blob([new Uint8Array(bytes)]), 'a.mp3')).status).toBe(413)
    }
  })
})

describe('/_emulator/files', () => {
  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=0-99', 206, text, 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, text, null],
    ['bytes=0-1,4-5', 200, text, null],
    ['lines=1-2', 200, text, null],
  ])('answers %s with %i', async (range, status, body, contentRange) => {
    const response = await fetch(await link(), { headers: { range } })
    expect(response.status).toBe(status)
    expect(await response.text()).toBe(body)
    expect(response.headers.get('content-range')).toBe(contentRange)
  })

  it('answers HEAD with the size and without the bytes', async () => {
    const response = await fetch(await link(), { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('10')
    expect(response.headers.get('content-type')).toBe('audio/mpeg')
    expect(await response.text()).toBe('')
  })

  it('knows only its own files, and none after it was closed', async () => {
    expect((await fetch(`${server.url}/_emulator/files/..%2f..%2fetc%2fhostname`)).status).toBe(404)
    const other = createEmulator()
    const form = new FormData()
    form.set('file', new Blob([text]), 'a.mp3')
    const headers = { authorization: 'Bearer sk-test' }
    const stored = await other.fetch('http://emulator/302/upload-file', {
      method: 'POST',
      headers,
      body: form,
    })
    const { data } = (await stored.json()) as { data: string }
    expect((await other.fetch(data)).status).toBe(200)
    await other.close()
    expect((await other.fetch(data)).status).toBe(404)
  })
})
