import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { parseFaults } from './parse-faults.ts'
import type { Listening } from '../listen.ts'
import { waterCycle } from '../sample.ts'

const emulator = createEmulator()
let server: Listening
beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => emulator.close())

async function transcribe(fault: string, init: RequestInit = {}): Promise<Response> {
  const form = new FormData()
  form.set('model', 'whisper-1')
  form.set('file', new Blob([await readFile(waterCycle.audioUrl)]), 'water.mp3')
  return fetch(`${server.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-test', 'x-emulator-fault': fault },
    body: form,
    ...init,
  })
}

const last = () => emulator.ledger.calls.at(-1)

describe('x-emulator-fault over a real port', () => {
  it('answers a status in the shape of the API that was asked', async () => {
    const openai = await transcribe('status=429; retry-after=1')
    expect([openai.status, openai.headers.get('retry-after')]).toEqual([429, '1'])
    expect(await openai.json()).toMatchObject({
      error: { type: 'requests', code: 'rate_limit_exceeded', param: null },
    })
    expect(last()).toMatchObject({ status: 429, fault: 'status=429; retry-after=1' })
    expect(last()?.requestBytes).toBeGreaterThan(70_000)
    expect(last()?.billed).toBeUndefined()

    const headers = { authorization: 'Bearer sk-test', 'x-emulator-fault': 'status=503' }
    const vt = await fetch(`${server.url}/302/vt/tasks/subtitle/x`, { headers })
    expect(vt.status).toBe(503)
    expect(await vt.json()).toMatchObject({ error: { err_code: -10008, type: 'api_error' } })
  })

  it('answers a gateway’s page', async () => {
    const response = await transcribe('html')
    expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html'])
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>')
  })

  it('answers truly after a delay', async () => {
    const response = await transcribe('delay=30')
    expect(await response.json()).toMatchObject({ text: waterCycle.transcript.text })
  })

  it('hangs until the client goes', async () => {
    const leave = new AbortController()
    const hanging = transcribe('hang', { signal: leave.signal })
    while (last()?.fault !== 'hang') await new Promise((resolve) => setTimeout(resolve, 5))
    leave.abort()
    await expect(hanging).rejects.toMatchObject({ name: 'AbortError' })
    expect(last()?.status).toBeUndefined()
  })

  it('resets before the body was read', async () => {
    await expect(transcribe('reset-before-body')).rejects.toThrow('fetch failed')
    expect(last()).toMatchObject({ requestBytes: 0, fault: 'reset-before-body' })
    expect(last()?.billed).toBeUndefined()
  })

  it('resets after the work was done and billed', async () => {
    await expect(transcribe('reset-after-body')).rejects.toThrow('fetch failed')
    expect(last()?.billed?.seconds).toBe(13.2)
    expect(last()?.status).toBeUndefined()
  })

  it('sends half a body and closes', async () => {
    const response = await transcribe('truncate')
    expect(response.status).toBe(200)
    const length = Number(response.headers.get('content-length'))
    let received = 0
    const read = async () => {
      for await (const chunk of response.body ?? []) received += chunk.length
    }
    await expect(read()).rejects.toThrow('terminated')
    expect(received).toBe(Math.floor(length / 2))
  })

  it('drips so many bytes a second and lets a client go in the middle', async () => {
    const response = await transcribe('drip=4000')
    const sizes: number[] = []
    for await (const chunk of response.body ?? []) sizes.push(chunk.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(400)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(last()?.responseBytes)

    const leave = new AbortController()
    const slow = await transcribe('drip=1', { signal: leave.signal })
    leave.abort()
    await expect(slow.text()).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('calls the answer something else', async () => {
    const response = await transcribe('content-type=text/plain')
    expect(response.headers.get('content-type')).toBe('text/plain')
    expect(await response.json()).toMatchObject({ text: waterCycle.transcript.text })
  })

  it('redirects, and does not do the work', async () => {
    const response = await transcribe('redirect=/v1/elsewhere?a=b', { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, '/v1/elsewhere?a=b'])
    expect(last()?.billed).toBeUndefined()
  })

  it('goes on to serve after all that', async () => {
    expect((await transcribe('delay=0')).status).toBe(200)
  })

  it('refuses what it does not know', async () => {
    const response = await transcribe('explode')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { message: expect.stringContaining('there is no fault "explode"') },
    })
  })
})

describe('parseFaults', () => {
  it('reads what is joined', () => {
    expect(parseFaults(null)).toBeUndefined()
    expect(parseFaults('delay=200;status=500')).toEqual(
      new Map([
        ['delay', '200'],
        ['status', '500'],
      ]),
    )
  })

  it.each([
    'status=200',
    'status=x',
    'status',
    'delay=-1',
    'delay=700000',
    'delay',
    'drip=0',
    'vanish=x',
    'redirect',
    'redirect=a b',
    'task-status',
    'content-type=',
    '',
    'toString=1',
  ])('says what is wrong with %j', (header) => {
    expect(parseFaults(header)).toMatch(/^x-emulator-fault: /)
  })
})
