import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isCuekitError } from '../errors/error.ts'
import { startTaskServer, succeeded, type TaskServer } from './fixtures/task-server.ts'
import type { TaskState } from './state.ts'
import { createTranscriptionTask } from './task.ts'
import type { TranscriptionTask, TranscriptionTaskOptions } from './transcription-task.ts'

const timing = { reconnect: 5, poll: [5, 5] as const, probe: 20, lost: 4 }
let server: TaskServer
const tasks: TranscriptionTask[] = []

function create(options: TranscriptionTaskOptions = {}): TranscriptionTask {
  const task = createTranscriptionTask({ endpoint: server.endpoint, timing, ...options })
  tasks.push(task)
  return task
}

type Status = TaskState['status']
async function until<S extends Status>(
  task: TranscriptionTask,
  status: S,
): Promise<Extract<TaskState, { status: S }>> {
  await vi.waitFor(() => expect(task.getSnapshot().status).toBe(status), { timeout: 5000 })
  return task.getSnapshot() as Extract<TaskState, { status: S }>
}

const file = (text = 'RIFF'): File => new File([text], 'my talk.mp3', { type: 'audio/mpeg' })
const posts = (path: string): number => server.seen.filter((one) => one === `POST ${path}`).length

beforeEach(async () => {
  server = await startTaskServer()
})
afterEach(async () => {
  for (const task of tasks.splice(0)) task.reset()
  await server.close()
})

describe('createTranscriptionTask', () => {
  it('goes from a file to subtitles, and tells every step once', async () => {
    const task = create({ headers: async () => ({ authorization: 'Bearer me' }) })
    const seen: TaskState[] = []
    task.subscribe(() => seen.push(task.getSnapshot()))
    task.start(file(), { language: 'en', temperature: 0, prompt: 'Cuekit & co' })
    await until(task, 'queued')
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    server.publish({ status: 'processing', step: 'transcribe', progress: 0.25 })
    expect(await until(task, 'processing')).toMatchObject({
      id: 't1',
      step: 'transcribe',
      progress: 0.25,
      connection: 'live',
    })
    server.publish(succeeded)
    const done = await until(task, 'succeeded')
    const origin = new URL(server.endpoint).origin
    expect(done.mediaUrl).toBe(`${origin}/api/cuekit/tasks/t1/media?exp=9&sig=s`)
    expect(task.subtitleUrl('srt')).toBe(
      `${origin}/api/cuekit/tasks/t1/subtitles.srt?exp=9&sig=s.vtt`,
    )
    expect(task.subtitleUrl('vtt', { language: 'fr' })).toBeUndefined()
    expect(seen.map(({ status }) => status)).toEqual([
      'uploading',
      'queued',
      'processing',
      'succeeded',
    ])
    const [upload] = server.received
    expect(upload?.body.toString()).toBe('RIFF')
    expect(upload?.headers['content-type']).toBe('audio/mpeg')
    expect(Object.fromEntries(upload?.query ?? [])).toEqual({
      name: 'my talk.mp3',
      language: 'en',
      temperature: '0',
      prompt: 'Cuekit & co',
    })
    for (const { headers } of server.received) expect(headers.authorization).toBe('Bearer me')
    expect(await task.transcript()).toMatchObject({ text: 'hello' })
  })

  it('names a recording after its type', async () => {
    const task = create()
    task.start(new Blob(['x'], { type: 'audio/webm;codecs=opus' }))
    expect(await until(task, 'uploading')).toMatchObject({
      file: { name: 'recording.webm', type: 'audio/webm;codecs=opus', size: 1 },
      sent: 0,
      total: 1,
    })
    await until(task, 'queued')
    expect(server.received[0]?.query.get('name')).toBe('recording.webm')
    expect(server.received[0]?.headers['content-type']).toBe('audio/webm;codecs=opus')
  })

  it('hands a URL to the server, and on the error the server answers', async () => {
    server.intercept = ({ path }, response) => {
      if (path !== '/tasks') return false
      const error = { code: 'something_new', message: 'No links.', retryable: false }
      response.writeHead(422).end(JSON.stringify({ error }))
      return true
    }
    const task = create()
    task.start({ url: 'https://example.com/talk.mp4' }, { language: 'en' })
    const failed = await until(task, 'failed')
    expect(failed).toMatchObject({ error: { code: 'something_new', message: 'No links.' } })
    expect(JSON.parse(server.received[0]?.body.toString() ?? '')).toEqual({
      source: { url: 'https://example.com/talk.mp4' },
      language: 'en',
    })
  })

  it('resolves startAsync with the last view and rejects it with the code of the failure', async () => {
    const task = create()
    const done = task.startAsync(file())
    await until(task, 'queued')
    server.publish(succeeded)
    expect(await done).toMatchObject({ id: 't1', status: 'succeeded', version: 2 })

    const error = { code: 'no_audio', message: 'The file has no sound.', retryable: false }
    server.task = { ...server.task, version: 1, status: 'queued', tracks: [] }
    const failing = task.startAsync(file()).catch((thrown: unknown) => thrown)
    await until(task, 'queued')
    server.publish({ status: 'failed', error })
    const thrown = await failing
    expect(isCuekitError(thrown)).toBe(true)
    expect(thrown).toBeInstanceOf(Error)
    expect(JSON.parse(JSON.stringify(thrown))).toEqual(error)
  })

  it('refuses an empty file and what is no file, in the state and before any request', async () => {
    const task = create()
    task.start(new File([], 'empty.mp3'))
    expect(await until(task, 'failed')).toMatchObject({ error: { code: 'empty_file' } })
    task.start('talk.mp3' as unknown as File)
    expect(await until(task, 'failed')).toMatchObject({ error: { code: 'invalid_request' } })
    expect(server.seen).toEqual([])
  })

  it('tells what a proxy refused without our words', async () => {
    server.intercept = (_request, response) => {
      response.writeHead(413, { 'content-type': 'text/html' }).end('<h1>Too large</h1>')
      return true
    }
    const task = create()
    task.start(file())
    const { error } = await until(task, 'failed')
    expect(error).toMatchObject({ code: 'payload_too_large', retryable: false })
    expect(error.message).toContain('413')
  })

  it('notices that another page answers where Cuekit should', async () => {
    server.intercept = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
      return true
    }
    const task = create()
    task.start(file())
    expect(await until(task, 'failed')).toMatchObject({ error: { code: 'invalid_response' } })
  })

  it('aborts the upload of an earlier start, and rejects its promise', async () => {
    let first: (() => void) | undefined
    server.intercept = ({ path }) => {
      if (path !== '/tasks' || first) return false
      first = () => {}
      return true // never answered
    }
    const task = create()
    const earlier = task.startAsync(file('one')).catch((thrown: { code: string }) => thrown.code)
    await vi.waitFor(() => expect(first).toBeDefined())
    task.start(file('two'))
    expect(await earlier).toBe('aborted')
    await until(task, 'queued')
    expect(server.received.findLast(({ path }) => path === '/tasks')?.body.toString()).toBe('two')
  })

  it('cancels while uploading: the request is cut and no task is followed', async () => {
    server.intercept = ({ path }) => path === '/tasks'
    const task = create()
    const promise = task.startAsync(file()).catch((thrown: { code: string }) => thrown.code)
    await vi.waitFor(() => expect(posts('/tasks')).toBe(1))
    task.cancel()
    expect(task.getSnapshot()).toMatchObject({ status: 'cancelled' })
    expect(await promise).toBe('aborted')
    expect(server.seen).toEqual(['POST /tasks'])
  })

  it('cancels the task of a link whose answer is still to come: the server has the request', async () => {
    let answer = (): void => {}
    server.intercept = ({ path }, response) => {
      if (path !== '/tasks') return false
      answer = () => {
        response.writeHead(202, { 'content-type': 'application/json' })
        response.end(JSON.stringify(server.task))
      }
      return true
    }
    const task = create()
    task.start({ url: 'https://media.test/talk.mp3' })
    await vi.waitFor(() => expect(posts('/tasks')).toBe(1))
    task.cancel()
    expect(task.getSnapshot()).toMatchObject({ status: 'cancelled' })
    await vi.waitFor(() => expect(server.received).toHaveLength(1))
    answer()
    await vi.waitFor(() => expect(posts('/tasks/t1/cancel')).toBe(1))
    expect(task.getSnapshot()).toMatchObject({ status: 'cancelled' })
  })

  it('cancels a task on the server, which has the last word', async () => {
    const task = create()
    task.start(file())
    await until(task, 'queued')
    task.cancel()
    expect(await until(task, 'cancelled')).toMatchObject({ id: 't1', task: { version: 2 } })
    expect(posts('/tasks/t1/cancel')).toBe(1)
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
  })

  it('does not take a cancel that came too late for a failure', async () => {
    const task = create()
    task.start(file())
    await until(task, 'queued')
    server.intercept = ({ path }, response) => {
      if (!path.endsWith('/cancel')) return false
      const error = { code: 'task_final', message: 'It has ended.', retryable: false }
      response.writeHead(409).end(JSON.stringify({ error }))
      server.publish(succeeded)
      return true
    }
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    task.cancel()
    await until(task, 'succeeded')
  })

  it('sends the same file under the same key after a lost answer', async () => {
    let lost = 0
    server.intercept = ({ path }, response) => {
      if (path !== '/tasks' || lost++ > 0) return false
      response.destroy()
      return true
    }
    const task = create()
    task.start(file('again'), { language: 'en' })
    expect(await until(task, 'failed')).toMatchObject({
      retryFrom: 'upload',
      error: { code: 'connection_failed', retryable: true },
    })
    task.retry()
    await until(task, 'queued')
    const [one, two] = server.received
    expect(two?.body.toString()).toBe('again')
    expect(two?.query.get('language')).toBe('en')
    expect(one?.headers['idempotency-key']).toMatch(/^\d+(-\d+){3}$/)
    expect(two?.headers['idempotency-key']).toBe(one?.headers['idempotency-key'])
  })

  it('keeps the key after the answer of a proxy that waited no longer: the task may exist', async () => {
    let timeouts = 0
    server.intercept = ({ path }, response) => {
      if (path !== '/tasks' || timeouts++ > 0) return false
      response.writeHead(504, { 'content-type': 'text/html' }).end('<h1>504</h1>')
      return true
    }
    const task = create()
    task.start(file())
    expect(await until(task, 'failed')).toMatchObject({ error: { retryable: true } })
    task.retry()
    await until(task, 'queued')
    const keys = server.received.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).toBe(keys[1])
  })

  it('takes a new key once the server has refused', async () => {
    let refusals = 0
    server.intercept = ({ path }, response) => {
      if (path !== '/tasks' || refusals++ > 0) return false
      response.writeHead(429, { 'retry-after': '1' }).end()
      return true
    }
    const task = create()
    task.start(file())
    expect(await until(task, 'failed')).toMatchObject({ error: { code: 'rate_limited' } })
    task.retry()
    await until(task, 'queued')
    const keys = server.received.map(({ headers }) => headers['idempotency-key'])
    expect(keys[0]).not.toBe(keys[1])
  })

  it('lets the server try a failed task again, without a second upload', async () => {
    const task = create()
    task.start(file())
    await until(task, 'queued')
    server.publish({ status: 'failed' })
    expect(await until(task, 'failed')).toMatchObject({ retryFrom: 'task' })
    task.retry()
    await until(task, 'queued')
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    server.publish(succeeded)
    await until(task, 'succeeded')
    expect([posts('/tasks'), posts('/tasks/t1/retry')]).toEqual([1, 1])
  })

  it('watches again after a lost watch, without another upload or retry', async () => {
    const task = create()
    task.start(file())
    await until(task, 'queued')
    server.intercept = (_request, response) => {
      response.destroy()
      return true
    }
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    for (const stream of server.streams) stream.destroy()
    expect(await until(task, 'failed')).toMatchObject({
      id: 't1',
      retryFrom: 'watch',
      error: { code: 'connection_failed' },
    })
    server.intercept = () => false
    task.retry()
    await until(task, 'queued')
    server.publish(succeeded)
    await until(task, 'succeeded')
    expect([posts('/tasks'), posts('/tasks/t1/retry')]).toEqual([1, 0])
  })

  it('remembers only id and endpoint, and goes on after a reload', async () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const before = create({ persist: true, storage })
    before.start(file())
    await until(before, 'queued')
    expect([...kept]).toEqual([[`cuekit:@${server.endpoint}`, 't1']])
    const after = create({ persist: true, storage })
    expect(after.getSnapshot().status).toBe('idle')
    after.resume()
    await vi.waitFor(() => expect(server.streams.size).toBe(2))
    server.publish(succeeded)
    await until(after, 'succeeded')
    expect(posts('/tasks')).toBe(1)
    after.reset()
    expect(kept.size).toBe(0)
    expect(after.getSnapshot()).toBe(after.getServerSnapshot())
  })

  it('forgets a remembered task that the server does not know any more', async () => {
    const kept = new Map([[`cuekit:mine@${server.endpoint}`, 'gone']])
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    }
    const task = create({ persist: 'mine', storage })
    task.resume()
    expect(task.getSnapshot()).toMatchObject({ status: 'queued', id: 'gone' })
    await until(task, 'idle')
    expect(kept.size).toBe(0)
    task.resume('gone')
    expect(await until(task, 'failed')).toMatchObject({
      error: { code: 'not_found', requestId: 'r1' },
    })
  })

  it('attaches once when asked twice for the same task', async () => {
    const task = create()
    task.resume('t1')
    task.resume('t1')
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    expect(server.seen).toEqual(['GET /tasks/t1/events'])
  })

  it('rests while nobody listens and comes back with somebody', async () => {
    const task = create()
    const leave = task.subscribe(() => {})
    task.start(file())
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    leave()
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
    server.publish(succeeded)
    expect(task.getSnapshot().status).toBe('queued')
    task.subscribe(() => {})
    await until(task, 'succeeded')
    expect(posts('/tasks/t1/cancel')).toBe(0)
  })

  it('stays when a listener leaves and comes back at once', async () => {
    const task = create()
    task.subscribe(() => {})()
    task.subscribe(() => {})
    task.start(file())
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    task.subscribe(() => {})()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(server.streams.size).toBe(1)
  })

  it('has no transcript before the end', async () => {
    await expect(create().transcript()).rejects.toMatchObject({ code: 'task_not_ready' })
  })
})
