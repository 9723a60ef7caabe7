import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { testEngine, toneWav } from '../fixtures/speech.ts'
import type { Listening } from '../listen.ts'

const emulator = createEmulator({ engine: testEngine() })
let server: Listening
beforeAll(async () => {
  server = await emulator.listen()
})
afterAll(() => emulator.close())

function ask(fields: Record<string, string>, fault?: string): Promise<Response> {
  const form = new FormData()
  form.set('file', new Blob([toneWav()]), 'talk.wav')
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return fetch(`${server.url}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: {
      authorization: 'Bearer sk-test',
      ...(fault === undefined ? {} : { 'x-emulator-fault': fault }),
    },
    body: form,
  })
}

/** The data of each frame. */
const framesOf = (text: string): string[] =>
  text
    .split('\n\n')
    .slice(0, -1)
    .map((frame) => frame.replace(/^data: /, ''))

const parsed = (frames: string[]) => frames.map((frame) => JSON.parse(frame) as object)

const diarize = { model: 'gpt-4o-transcribe-diarize', chunking_strategy: 'auto' }

const segments = [
  { id: 'seg_001', start: 0.5, end: 1.25, text: 'Guten Tag.', speaker: 'A' },
  { id: 'seg_002', start: 60, end: 61.004, text: 'Bis 5 Uhr!', speaker: 'A' },
].map((segment) => Object.assign({ type: 'transcript.text.segment' }, segment))

const delta = (text: string, more: object = {}) => ({
  type: 'transcript.text.delta',
  delta: text,
  ...more,
})

describe('stream=true', { timeout: 60_000 }, () => {
  it('streams word by word, then the whole text, then the end', async () => {
    const response = await ask({ model: 'gpt-4o-mini-transcribe', stream: 'true' })
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(response.headers.get('content-length')).toBeNull()
    expect(response.headers.get('x-request-id')).toMatch(/^req_/)
    const text = await response.text()
    const frames = framesOf(text)
    expect(frames.pop()).toBe('[DONE]')
    expect(parsed(frames)).toEqual([
      delta('Guten'),
      delta(' Tag.'),
      delta(' Bis'),
      delta(' 5'),
      delta(' Uhr!'),
      { type: 'transcript.text.done', text: 'Guten Tag. Bis 5 Uhr!' },
    ])
    const call = emulator.ledger.calls.at(-1)
    expect(call).toMatchObject({ status: 200, responseBytes: text.length })
    expect(call?.billed).toEqual({ seconds: 61.2, usd: (61.2 / 60) * 0.003 })
  })

  it('tells the usage of a model that is billed by the second', async () => {
    const frames = framesOf(await (await ask({ model: 'gpt-transcribe', stream: 'true' })).text())
    expect(parsed(frames.slice(0, -1)).at(-1)).toMatchObject({
      usage: { type: 'duration', seconds: 62 },
    })
  })

  it('tells each segment and its speaker after its words', async () => {
    const response = await ask({ ...diarize, response_format: 'diarized_json', stream: 'true' })
    const frames = framesOf(await response.text())
    const first = { segment_id: 'seg_001' }
    const second = { segment_id: 'seg_002' }
    expect(parsed(frames.slice(0, -1))).toEqual([
      delta('Guten', first),
      delta(' Tag.', first),
      segments[0],
      delta(' Bis', second),
      delta(' 5', second),
      delta(' Uhr!', second),
      segments[1],
      { type: 'transcript.text.done', text: 'Guten Tag. Bis 5 Uhr!' },
    ])
  })

  it('is ignored by whisper-1', async () => {
    const response = await ask({ model: 'whisper-1', stream: 'true' })
    expect(await response.json()).toMatchObject({ text: 'Guten Tag. Bis 5 Uhr!' })
  })

  it('can be cut', async () => {
    const response = await ask({ model: 'gpt-transcribe', stream: 'true' }, 'truncate')
    await expect(response.text()).rejects.toThrow('terminated')
  })
})

describe('gpt-4o-transcribe-diarize', { timeout: 60_000 }, () => {
  it('answers diarized_json with one speaker', async () => {
    const response = await ask({ ...diarize, response_format: 'diarized_json' })
    expect(await response.json()).toEqual({
      task: 'transcribe',
      duration: 61.2,
      text: 'A: Guten Tag.\nA: Bis 5 Uhr!',
      segments,
    })
    expect(emulator.ledger.calls.at(-1)?.billed?.seconds).toBe(61.2)
  })

  it('takes a strategy as brackets and as JSON', async () => {
    const { model } = diarize
    for (const fields of [
      { model, 'chunking_strategy[type]': 'server_vad' },
      { model, chunking_strategy: '{"type":"server_vad"}' },
    ]) {
      expect(await (await ask(fields)).json()).toEqual({ text: 'Guten Tag. Bis 5 Uhr!' })
    }
  })

  it.each([
    ['no strategy', { model: diarize.model }, 'chunking_strategy'],
    ['a prompt', { ...diarize, prompt: 'Zeiten' }, 'prompt'],
    ['verbose_json', { ...diarize, response_format: 'verbose_json' }, 'response_format'],
  ])('refuses %s', async (_, fields, param) => {
    const response = await ask(fields)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', param },
    })
  })

  it('alone speaks diarized_json', async () => {
    const response = await ask({ model: 'gpt-4o-transcribe', response_format: 'diarized_json' })
    expect(await response.json()).toMatchObject({
      error: { param: 'response_format', code: 'unsupported_value' },
    })
  })
})
