import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTaskApi } from './api.ts'
import { startTaskServer, type TaskServer } from './fixtures/task-server.ts'
import { describeInput, uploadTask } from './upload.ts'

let server: TaskServer
beforeEach(async () => {
  server = await startTaskServer()
})
afterEach(() => server.close())

/** An XMLHttpRequest of which the test decides what happens; it writes down what it was told. */
class FakeRequest extends EventTarget {
  upload = new EventTarget()
  withCredentials = false
  status = 0
  responseText = ''
  opened = ''
  sent: unknown
  headers = new Headers()
  open(method: string, url: string): void {
    this.opened = `${method} ${url}`
  }
  setRequestHeader(name: string, value: string): void {
    this.headers.set(name, value)
  }
  send(body: unknown): void {
    this.sent = body
  }
  progress(loaded: number, total: number): void {
    this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded, total }))
  }
  /** As every request ends: with its own event, then `loadend`. */
  end(how: 'load' | 'abort' | 'error'): void {
    for (const type of [how, 'loadend']) this.dispatchEvent(new Event(type))
  }
  abort(): void {
    this.end('abort')
  }
  answer(status: number, text: string): void {
    this.status = status
    this.responseText = text
    this.end('load')
  }
}

function uploadByXhr(input: Blob, signal = new AbortController().signal) {
  const request = new FakeRequest()
  const progress: number[][] = []
  const api = createTaskApi({
    endpoint: '/api/cuekit/',
    credentials: 'include',
    headers: { authorization: 'Bearer me' },
  })
  const done = uploadTask(api, input, { language: 'en' }, describeInput(input), {
    key: 'k1',
    signal,
    onProgress: (sent, total) => progress.push([sent, total]),
    xhr: () => request as unknown as XMLHttpRequest,
  }).catch((error: unknown) => error)
  return { request, progress, done }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

describe('uploadTask', () => {
  it('tells the bytes as the browser tells them, then reads the task', async () => {
    const file = new File(['four'], 'a b.mp3', { type: 'audio/mpeg' })
    const { request, progress, done } = uploadByXhr(file)
    await settled()
    expect(request.opened).toBe('POST /api/cuekit/tasks?name=a+b.mp3&language=en')
    expect(request.sent).toBe(file)
    expect(request.withCredentials).toBe(true)
    expect(Object.fromEntries(request.headers)).toEqual({
      authorization: 'Bearer me',
      'content-type': 'audio/mpeg',
      'idempotency-key': 'k1',
    })
    request.progress(1, 4)
    request.progress(4, 4)
    request.answer(202, JSON.stringify(server.task))
    expect(await done).toEqual(server.task)
    expect(progress).toEqual([
      [1, 4],
      [4, 4],
    ])
  })

  it('tells a refusal, a lost connection and an abort apart', async () => {
    const refused = uploadByXhr(new Blob(['x']))
    await settled()
    const error = { code: 'rate_limited', message: 'Slowly.', retryable: true, requestId: 'r' }
    refused.request.answer(429, JSON.stringify({ error }))
    expect(await refused.done).toMatchObject({ ...error, status: 429 })

    const lost = uploadByXhr(new Blob(['x']))
    await settled()
    lost.request.end('error')
    expect(await lost.done).toMatchObject({ code: 'connection_failed', status: 0 })

    const stop = new AbortController()
    const aborted = uploadByXhr(new Blob(['x']), stop.signal)
    await settled()
    stop.abort()
    expect(await aborted.done).toMatchObject({ code: 'aborted' })
  })

  it('sends every byte by fetch where there is no XMLHttpRequest', async () => {
    const bytes = new Uint8Array(3_000_000).map((_, index) => index % 251)
    const file = new Blob([bytes])
    await uploadTask(createTaskApi({ endpoint: server.endpoint }), file, {}, describeInput(file), {
      key: 'k',
      signal: new AbortController().signal,
      onProgress: () => {},
    })
    const [request] = server.received
    expect(request?.headers['content-type']).toBe('application/octet-stream')
    expect(request?.headers['content-length']).toBe('3000000')
    expect(request?.body.equals(bytes)).toBe(true)
  })
})

describe('describeInput', () => {
  it.each([
    ['audio/webm;codecs=opus', 'recording.webm'],
    ['video/webm', 'recording.webm'],
    ['audio/mp4', 'recording.m4a'],
    ['video/mp4', 'recording.mp4'],
    ['audio/ogg; codecs=opus', 'recording.ogg'],
    ['audio/x-wav', 'recording.wav'],
    ['audio/mpeg', 'recording.mp3'],
    ['', 'recording'],
  ])('calls a recording of type %j %s', (type, name) => {
    expect(describeInput(new Blob(['x'], { type })).name).toBe(name)
  })

  it('keeps the name of a file, unless another one is given', () => {
    const file = new File(['x'], 'talk.mp4', { type: 'video/mp4' })
    expect(describeInput(file)).toEqual({ name: 'talk.mp4', type: 'video/mp4', size: 1 })
    expect(describeInput(file, 'other.mp4').name).toBe('other.mp4')
    expect(describeInput({ url: 'https://example.com/a.mp4' })).toMatchObject({ size: 0 })
  })
})
