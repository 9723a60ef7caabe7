import { describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'
import { testEngine, toneWav } from '../fixtures/speech.ts'

const key = { authorization: 'Bearer sk-test' }
const emulatorThatHears = () =>
  createEmulator({ engine: testEngine(), fetch: async () => new Response(toneWav()) })

async function submit(emulator: Emulator): Promise<string> {
  const response = await emulator.fetch('http://emulator/302/vt/subtitle/extract', {
    method: 'POST',
    headers: key,
    body: JSON.stringify({ audio_url: 'http://media/tone.wav', language: 'de' }),
  })
  return ((await response.json()) as { task_id: string }).task_id
}

async function poll(emulator: Emulator, id: string, fault?: string) {
  const headers = { ...key, ...(fault === undefined ? {} : { 'x-emulator-fault': fault }) }
  const response = await emulator.fetch(`http://emulator/302/vt/tasks/subtitle/${id}`, { headers })
  const body = (await response.json()) as { status?: string; error?: { err_code: number } }
  return body.status ?? [response.status, body.error?.err_code]
}

async function finished(emulator: Emulator): Promise<string> {
  const id = await submit(emulator)
  while ((await poll(emulator, id)) !== 'success') await new Promise(setImmediate)
  return id
}

async function polls(times: number, emulator: Emulator, id: string, fault: string) {
  const seen = []
  for (let at = 0; at < times; at += 1) seen.push(await poll(emulator, id, fault))
  return seen
}

describe('faults of tasks', { timeout: 60_000 }, () => {
  it('keeps a task in the queue for ever, and only where it is asked to', async () => {
    const emulator = emulatorThatHears()
    const id = await finished(emulator)
    expect(await polls(3, emulator, id, 'endless-queue')).toEqual(['queue', 'queue', 'queue'])
    expect(await poll(emulator, id)).toBe('success')
    expect(await poll(emulator, 'nobody-e1', 'endless-queue')).toEqual([404, -10010])
  })

  it('lets a task vanish after so many polls, each task by itself', async () => {
    const emulator = emulatorThatHears()
    const [one, two] = [await finished(emulator), await finished(emulator)]
    const gone = [404, -10010]
    expect(await polls(3, emulator, one, 'vanish')).toEqual(['success', gone, gone])
    expect(await polls(3, emulator, two, 'vanish=2')).toEqual(['success', 'success', gone])
    expect(await poll(emulator, two, 'vanish=0')).toEqual(gone)
  })

  it('goes backwards once', async () => {
    const emulator = emulatorThatHears()
    const id = await finished(emulator)
    expect(await polls(3, emulator, id, 'backwards')).toEqual(['processing', 'queue', 'success'])
  })

  it('says a status nobody knows', async () => {
    const emulator = emulatorThatHears()
    const id = await finished(emulator)
    expect(await poll(emulator, id, 'task-status=paused')).toBe('paused')
  })

  it('leaves answers that are no polls alone', async () => {
    const emulator = emulatorThatHears()
    const response = await emulator.fetch('http://emulator/302/vt/subtitle/extract', {
      method: 'POST',
      headers: { ...key, 'x-emulator-fault': 'endless-queue;vanish=0' },
      body: JSON.stringify({ audio_url: 'http://media/tone.wav' }),
    })
    expect(await response.json()).toEqual({ task_id: expect.stringMatching(/-e1$/) })
  })
})
