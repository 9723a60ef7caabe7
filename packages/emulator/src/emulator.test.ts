import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createEmulator } from './emulator.ts'
import { waterCycle } from './sample.ts'

const key = { authorization: 'Bearer sk-test' }

async function upload(fields: Record<string, string | Blob>, name = 'water.mp3'): Promise<Request> {
  const form = new FormData()
  form.set('file', new Blob([await readFile(waterCycle.audioUrl)]), name)
  for (const [field, value] of Object.entries(fields)) form.set(field, value)
  return new Request('http://emulator/v1/audio/transcriptions', {
    method: 'POST',
    headers: key,
    body: form,
  })
}

describe('createEmulator', () => {
  it('answers the known sample without an engine, by its hash', async () => {
    const emulator = createEmulator()
    const response = await emulator.fetch(await upload({ model: 'whisper-1' }))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/)
    expect(await response.json()).toEqual({
      text: 'The water cycle is a natural circular system. Water evaporates from the ground, forms clouds, and then returns to the ground in the form of rain. This cyclical process is vital for life on Earth.',
      usage: { type: 'duration', seconds: 14 },
    })
  })

  it('walks a 302 task to the documented answer over a real port', async () => {
    const emulator = createEmulator()
    const audio = await readFile(waterCycle.audioUrl)
    const { url } = await emulator.listen()
    const media = await createEmulatorForFiles(audio)
    try {
      const submitted = await fetch(`${url}/302/vt/subtitle/extract`, {
        method: 'POST',
        headers: { ...key, 'content-type': 'application/json' },
        body: JSON.stringify({ audio_url: media.url, language: 'en', demucs: true }),
      })
      const { task_id: id } = (await submitted.json()) as { task_id: string }
      expect(id).toMatch(/^[0-9a-f-]{36}-e1$/)
      let answer: { status: string } = { status: 'queue' }
      while (answer.status === 'queue' || answer.status === 'processing') {
        const poll = await fetch(`${url}/302/vt/tasks/subtitle/${id}`, { headers: key })
        answer = (await poll.json()) as { status: string }
      }
      expect(answer).toEqual(JSON.parse(await readFile(waterCycle.answerUrl, 'utf8')))
    } finally {
      await Promise.all([emulator.close(), media.close()])
    }
  })
})

async function createEmulatorForFiles(bytes: Buffer) {
  const { listen } = await import('./listen.ts')
  return listen(async () => new Response(new Uint8Array(bytes)))
}
