// @vitest-environment node

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createTranscriptionTask,
  type TaskState,
  type TranscriptionTaskOptions,
} from '@cuekit/core/task'
import { createCuekit } from '@cuekit/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** One second of 16-bit mono silence with its RIFF header. */
function silence(): File {
  const rate = 8000
  const bytes = new DataView(new ArrayBuffer(44 + rate * 2))
  const ascii = (at: number, text: string): void => {
    for (let index = 0; index < text.length; index++) {
      bytes.setUint8(at + index, text.charCodeAt(index))
    }
  }
  ascii(0, 'RIFF')
  bytes.setUint32(4, 36 + rate * 2, true)
  ascii(8, 'WAVEfmt ')
  bytes.setUint32(16, 16, true)
  bytes.setUint16(20, 1, true)
  bytes.setUint16(22, 1, true)
  bytes.setUint32(24, rate, true)
  bytes.setUint32(28, rate * 2, true)
  bytes.setUint16(32, 2, true)
  bytes.setUint16(34, 16, true)
  ascii(36, 'data')
  bytes.setUint32(40, rate * 2, true)
  return new File([bytes], 'Grüße.wav', { type: 'audio/wav' })
}

let folder: string
let cuekit: ReturnType<typeof createCuekit>
let number = 0
let heard: () => Promise<void>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-react-'))
  heard = async () => {}
  cuekit = createCuekit({
    name: `react-${(number += 1)}`,
    storage: folder,
    // One test breaks an engine on purpose.
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    authorize: (request) => {
      const id = request.headers.get('user')
      return id === null ? null : { id }
    },
    engine: {
      name: 'one-word',
      capabilities: { accepts: 'bytes', formats: 'any', words: true, languages: ['en'] },
      async transcribe() {
        await heard()
        const word = { text: 'hello', start: 0.1, end: 0.6 }
        return {
          language: 'en',
          text: 'hello',
          segments: [{ ...word, words: [word] }],
          warnings: [],
        }
      },
    },
  })
})
afterEach(async () => {
  await cuekit.close()
  await rm(folder, { recursive: true, force: true })
})

/** The server without a socket: its handler is a function from request to answer. */
const ask = async (input: unknown, init?: RequestInit): Promise<Response> =>
  cuekit.handle(new Request(String(input), init))

const create = (options: TranscriptionTaskOptions = {}) =>
  createTranscriptionTask({
    endpoint: 'http://localhost/api/cuekit',
    headers: { user: 'u1' },
    fetch: ask as typeof fetch,
    ...options,
  })

describe('the browser task against the real server', () => {
  it('uploads, follows by stream, and gets links that need no header', async () => {
    const task = create()
    const states: TaskState[] = []
    task.subscribe(() => states.push(task.getSnapshot()))
    const view = await task.startAsync(silence(), { language: 'en' })
    expect(view).toMatchObject({ status: 'succeeded', language: 'en' })
    expect(view.source.name).toBe('Grüße.wav')
    expect(states.map(({ status }) => status)).not.toContain('failed')
    expect(states.some((state) => 'connection' in state && state.connection !== 'live')).toBe(false)
    for (const [format, start] of [
      ['vtt', 'WEBVTT'],
      ['srt', '1\n00:00:00,'],
    ] as const) {
      const response = await ask(task.subtitleUrl(format) ?? '')
      expect((await response.text()).slice(0, start.length)).toBe(start)
    }
    const state = task.getSnapshot()
    const media = await ask((state.status === 'succeeded' && state.mediaUrl) || '')
    expect((await media.arrayBuffer()).byteLength).toBe(silence().size)
    expect(await task.transcript()).toMatchObject({ text: 'hello' })
    task.reset()
  })

  it('cancels a task that is running', async () => {
    let go = (): void => {}
    const blocked = new Promise<void>((resolve) => (go = resolve))
    heard = () => blocked
    const task = create()
    const end = task.startAsync(silence()).catch((error: { code: string }) => error.code)
    await new Promise<void>((resolve) => {
      const check = (): void => {
        const state = task.getSnapshot()
        if (state.status === 'processing' && state.step === 'transcribe') resolve()
      }
      task.subscribe(check)
    })
    task.cancel()
    expect(await end).toBe('aborted')
    expect(task.getSnapshot().status).toBe('cancelled')
    go()
  })

  it('lets the server try a failed task again', async () => {
    let tries = 0
    heard = async () => {
      if (tries++ === 0) throw new TypeError('broken on purpose')
    }
    const task = create()
    await expect(task.startAsync(silence())).rejects.toMatchObject({ name: 'CuekitError' })
    expect(task.getSnapshot()).toMatchObject({ status: 'failed', retryFrom: 'task' })
    const done = new Promise<TaskState>((resolve) => {
      task.subscribe(() => {
        if (task.getSnapshot().status === 'succeeded') resolve(task.getSnapshot())
      })
    })
    task.retry()
    expect(await done).toMatchObject({ task: { source: { name: 'Grüße.wav' } } })
    expect((await cuekit.tasks.list({ owner: 'u1' })).tasks).toHaveLength(1)
  })

  it('passes on what the server says to a stranger and to a link', async () => {
    const stranger = create({ headers: {} })
    await expect(stranger.startAsync(silence())).rejects.toMatchObject({
      code: 'unauthorized',
      status: 401,
    })
    const task = create()
    const refused = await task
      .startAsync({ url: 'https://example.com/talk.mp4' })
      .catch((error: { toJSON(): unknown }) => error.toJSON())
    expect(refused).toMatchObject({ code: expect.stringMatching(/^[a-z_]+$/) as string })
    expect(task.getSnapshot()).toMatchObject({ status: 'failed', retryFrom: 'upload' })
  })
})
