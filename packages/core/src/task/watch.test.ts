import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TaskView } from '../schemas/task-view.ts'
import { createTaskApi } from './api.ts'
import type { Connectivity, ConnectivityEvent } from './connectivity.ts'
import {
  frame,
  newTask,
  startTaskServer,
  succeeded,
  type TaskServer,
} from './fixtures/task-server.ts'
import type { TaskConnection } from './state.ts'
import { watchTask, type WatchOptions } from './watch.ts'

const FAST = { silence: 60_000, reconnect: 2, poll: [2, 2] as const, probe: 60_000, lost: 3 }

let server: TaskServer
let stop: AbortController
beforeEach(async () => {
  server = await startTaskServer()
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await server.close()
})

interface Watched {
  views: TaskView[]
  connections: TaskConnection[]
  done: Promise<unknown>
}

function watch(options: Partial<WatchOptions> = {}): Watched {
  const views: TaskView[] = []
  const connections: TaskConnection[] = []
  const done = watchTask(createTaskApi({ endpoint: server.endpoint }), {
    id: 't1',
    signal: stop.signal,
    onView: (view) => views.push(view),
    onConnection: (connection) => {
      if (connections.at(-1) !== connection) connections.push(connection)
    },
    ...options,
    timing: { ...FAST, ...options.timing },
  }).catch((error: unknown) => error)
  return { views, connections, done }
}

/** A network that the test switches. */
function network(): Connectivity & { tell(event: ConnectivityEvent): void } {
  const listeners = new Set<(event: ConnectivityEvent) => void>()
  let online = true
  return {
    online: () => online,
    listen(listener, signal) {
      listeners.add(listener)
      signal.addEventListener('abort', () => listeners.delete(listener))
    },
    tell(event) {
      online = event !== 'offline'
      for (const listener of listeners) listener(event)
    },
  }
}

const count = (what: string): number => server.seen.filter((one) => one === what).length
const EVENTS = 'GET /tasks/t1/events'
const ASK = 'GET /tasks/t1'
/** Streams answer nothing but an error; everything else as usual. */
const noStreams: TaskServer['intercept'] = ({ path }, response) => {
  if (!path.endsWith('/events')) return false
  response.writeHead(502).end()
  return true
}

describe('watchTask', () => {
  it('reads a stream that is cut at every byte', async () => {
    const name = 'Grüße 字幕 🎬.mp3'
    const source = { name, type: 'audio/mpeg', bytes: 4 }
    const text = `: ping\r\n\r\n${frame(newTask({ source }))}${frame(newTask({ version: 2, ...succeeded }))}`
    server.intercept = ({ path }, response) => {
      if (!path.endsWith('/events')) return false
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
      response.socket?.setNoDelay(true)
      void (async () => {
        for (const byte of Buffer.from(text)) {
          response.write(Buffer.of(byte))
          await new Promise(setImmediate)
        }
        response.end()
      })()
      return true
    }
    const { views, done } = watch()
    expect(await done).toBeUndefined()
    expect(views.map(({ version, source: { name: told } }) => [version, told])).toEqual([
      [1, name],
      [2, 'talk.mp3'],
    ])
    expect(server.seen).toEqual([EVENTS])
  })

  it('passes on no view twice, none that is old, none of another task, and no rubbish', async () => {
    server.intercept = ({ path }, response) => {
      if (!path.endsWith('/events')) return false
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const version of [3, 3, 1, 4]) response.write(frame(newTask({ version })))
      response.write(frame(newTask({ id: 'other', version: 9 })))
      response.write('data: {"id":"t1"}\n\ndata: oh no\n\n')
      response.end(frame(newTask({ version: 5, status: 'cancelled' })))
      return true
    }
    const { views, done } = watch({ version: 2 })
    await done
    expect(views.map(({ version }) => version)).toEqual([3, 4, 5])
  })

  it('opens the stream again when the server closes it', async () => {
    const { views, connections, done } = watch()
    for (let round = 1; round <= 4; round++) {
      await vi.waitFor(() => expect(server.streams.size).toBe(1))
      expect(count(EVENTS)).toBe(round)
      server.endStreams()
    }
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    server.publish(succeeded)
    await done
    expect(views.map(({ version }) => version)).toEqual([1, 2])
    expect(connections).toEqual(['live'])
    expect(count(ASK)).toBe(0)
  })

  it('asks with ETag after three failed streams, and hears of everything', async () => {
    server.intercept = noStreams
    const { views, connections, done } = watch()
    await vi.waitFor(() => expect(count(ASK)).toBeGreaterThan(2))
    expect(count(EVENTS)).toBe(3)
    server.publish({ status: 'processing' })
    await vi.waitFor(() => expect(views).toHaveLength(2))
    server.publish(succeeded)
    await done
    expect(views.map(({ version }) => version)).toEqual([1, 2, 3])
    expect(connections).toEqual(['polling'])
    const tags = server.received
      .filter(({ path }) => path === '/tasks/t1')
      .map(({ headers }) => headers['if-none-match'])
    expect(tags[0]).toBeUndefined()
    expect(tags[1]).toBe('"1"')
  })

  it('asks when a proxy holds the stream back, and goes back to it when bytes come', async () => {
    let held = true
    server.intercept = ({ path }, response) => {
      if (!held || !path.endsWith('/events')) return false
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      return true
    }
    const { connections, done } = watch({ timing: { silence: 40, probe: 30 } })
    await vi.waitFor(() => expect(connections).toContain('polling'))
    held = false
    await vi.waitFor(() => expect(connections.at(-1)).toBe('live'))
    const pings = setInterval(() => {
      for (const stream of server.streams) stream.write(':\n\n')
    }, 5)
    await vi.waitFor(async () => {
      const asked = count(ASK)
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(count(ASK)).toBe(asked)
    })
    clearInterval(pings)
    server.publish(succeeded)
    expect(await done).toBeUndefined()
  })

  it('rests while offline and goes on when online again', async () => {
    const connectivity = network()
    const { views, connections, done } = watch({ connectivity })
    await vi.waitFor(() => expect(server.streams.size).toBe(1))
    await vi.waitFor(() => expect(views).toHaveLength(1))
    connectivity.tell('offline')
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
    server.publish(succeeded)
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(server.seen).toEqual([EVENTS])
    expect(connections).toEqual(['live', 'offline'])
    connectivity.tell('online')
    expect(await done).toBeUndefined()
    expect(views.map(({ version }) => version)).toEqual([1, 2])
    expect(connections).toEqual(['live', 'offline', 'live'])
  })

  it('rests while offline when it was asking, too', async () => {
    server.intercept = noStreams
    const connectivity = network()
    const { done } = watch({ connectivity })
    await vi.waitFor(() => expect(count(ASK)).toBeGreaterThan(1))
    connectivity.tell('offline')
    await new Promise((resolve) => setTimeout(resolve, 20))
    const before = server.seen.length
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(server.seen.length).toBe(before)
    server.publish(succeeded)
    connectivity.tell('online')
    expect(await done).toBeUndefined()
  })

  it('tries at once when the tab comes back to the front', async () => {
    server.intercept = noStreams
    const connectivity = network()
    const { done } = watch({ connectivity, timing: { poll: [60_000, 60_000] } })
    await vi.waitFor(() => expect(count(ASK)).toBe(1))
    server.publish(succeeded)
    connectivity.tell('visible')
    expect(await done).toBeUndefined()
  })

  it('gives up after failing for long, and says that it was the connection', async () => {
    server.intercept = (_request, response) => {
      response.destroy()
      return true
    }
    const { connections, done } = watch()
    expect(await done).toMatchObject({ code: 'connection_failed', retryable: true })
    expect(connections).toEqual(['offline'])
    expect(count(ASK)).toBe(3)
  })

  it('survives single failures while asking', async () => {
    let asked = 0
    server.intercept = (request, response) => {
      if (noStreams(request, response)) return true
      if (++asked % 2 === 0) return false
      response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>busy</h1>')
      return true
    }
    const { done } = watch()
    await vi.waitFor(() => expect(asked).toBeGreaterThan(8), { timeout: 5000 })
    server.publish(succeeded)
    expect(await done).toBeUndefined()
  })

  it('stops at once when the server refuses', async () => {
    server.intercept = (_request, response) => {
      const error = { code: 'unauthorized', message: 'Log in.', retryable: false }
      response.writeHead(401).end(JSON.stringify({ error }))
      return true
    }
    const { done } = watch()
    expect(await done).toMatchObject({ code: 'unauthorized', status: 401, message: 'Log in.' })
    expect(count(ASK)).toBe(1)
  })

  it('ends without a word and without a connection when aborted', async () => {
    const { views, done } = watch()
    await vi.waitFor(() => expect(views).toHaveLength(1))
    stop.abort()
    expect(await done).toBeUndefined()
    await vi.waitFor(() => expect(server.streams.size).toBe(0))
    server.publish(succeeded)
    expect(views).toHaveLength(1)
  })
})
