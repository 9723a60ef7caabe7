import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerWith, serve } from '../http/fixtures/serve.ts'
import { createAI302Client } from './client.ts'
import { TASK_KINDS, type TaskKind } from './task-results.ts'

const { result: transcribed } = JSON.parse(
  readFileSync(
    new URL('../wire/fixtures/302-task-transcribe-success.json', import.meta.url),
    'utf8',
  ),
) as { result: unknown }
const schedule = () => 1
const cue = { index: 1, start_time: '00:00:01,500', end_time: '00:00:02,000', text: 'Hi' }
const audio_url = 'https://f.test/a.mp3'
const video_url = 'https://f.test/v.mp4'

/** What the service sends for each kind, and the keys of what becomes of it. */
const RESULTS: Record<TaskKind, [sent: unknown, keys: string[]]> = {
  transcribe: [transcribed, ['transcript']],
  separate: [
    { vocal_audio_url: audio_url, background_audio_url: audio_url },
    ['vocalsUrl', 'backgroundUrl'],
  ],
  translate: [
    { src_subtitle: [cue], trans_subtitle: [cue] },
    ['source', 'translation', 'warnings'],
  ],
  download: [{ video_url, audio_url }, ['videoUrl', 'audioUrl']],
  'extract-audio': [{ audio_url }, ['audioUrl']],
  burn: [{ video_url }, ['videoUrl']],
}
// The answer names no kind, and the audio of a video with or without the video is the same to whoever wants the audio.
const ALIKE = new Set(['extract-audio download'])
const pairs = TASK_KINDS.flatMap((kind) =>
  TASK_KINDS.filter((sent) => sent !== kind && !ALIKE.has(`${kind} ${sent}`)).map(
    (sent) => [kind, sent] as const,
  ),
)

async function resumed(kind: TaskKind, result: unknown) {
  const server = await serve(answerWith(200, { status: 'success', result }))
  const { tasks, baseURL } = createAI302Client({ baseURL: server.url, apiKey: 'k' })
  const submittedAt = new Date().toISOString()
  const stored: unknown = JSON.parse(
    JSON.stringify({ v: 1, id: 'abc-e1', baseURL, kind, submittedAt }),
  )
  return { server, tasks, stored, handle: tasks.resume(stored) }
}

describe('a resumed handle', () => {
  it.each(TASK_KINDS)('of the kind %s gives the result of its kind', async (kind) => {
    const [sent, keys] = RESULTS[kind]
    const { handle, tasks, stored } = await resumed(kind, sent)
    expect(handle.kind).toBe(kind)
    expect(Object.keys(await handle.result({ schedule })).sort()).toEqual([...keys].sort())
    expect((await tasks.get(handle)).status).toBe('succeeded')
    expect(tasks.resume(stored, { kind }).toJSON()).toEqual(stored)
  })

  it.each(pairs)('of the kind %s refuses a result of the kind %s', async (kind, sent) => {
    const { handle, tasks, server } = await resumed(kind, RESULTS[sent][0])
    const error = expect.objectContaining({ code: 'handle_invalid', retryable: false })
    await expect(handle.result({ schedule })).rejects.toEqual(error)
    await expect(tasks.get(handle)).rejects.toEqual(error)
    // It is paid for: by its id it can be had.
    expect(await tasks.get(handle.id)).toMatchObject({ status: 'succeeded' })
    expect(server.requests).toHaveLength(3)
  })

  it('is refused where another kind is expected, and when its kind is unknown', async () => {
    const { tasks, stored } = await resumed('burn', RESULTS.burn[0])
    const invalid = expect.objectContaining({ code: 'handle_invalid' })
    expect(() => tasks.resume(stored, { kind: 'translate' })).toThrow(invalid)
    expect(() => tasks.resume({ ...(stored as object), kind: 'dub' })).toThrow(invalid)
    expect(() => tasks.resume({ ...(stored as object), kind: 'toString' })).toThrow(invalid)
  })

  it('has its result typed by its kind', async () => {
    const { tasks, stored, handle } = await resumed('burn', RESULTS.burn[0])
    const url: string = (await tasks.resume(stored, { kind: 'burn' }).result({ schedule })).videoUrl
    expect(url).toBe(video_url)
    if (handle.kind !== 'burn') throw new Error('it is another kind')
    const again: string = (await handle.result({ schedule })).videoUrl
    expect(again).toBe(url)
  })
})
