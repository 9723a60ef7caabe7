import type { TaskView } from '@cuekit/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toNodeListener } from '../../node/listener.ts'
import { serveNode } from '../../testing/serve-node.ts'
import { testServer, wav } from '../fixtures/test-server.ts'

let server: ReturnType<typeof testServer>
let watchers: number
beforeEach(() => {
  server = testServer({ events: { gapMs: 0, authorizeMs: 20 } })
  watchers = 0
  const { watch } = server.context.store
  server.context.store.watch = (onChange) => {
    const unwatch = watch(onChange)
    watchers += 1
    return () => {
      watchers -= 1
      unwatch()
    }
  }
})
afterEach(() => server.close())

const create = async (user = 'ada') => {
  const init = { method: 'POST', body: wav(), user }
  return (await (await server.send('/tasks?name=a.wav', init)).json()) as TaskView
}
const code = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string } }
  return [response.status, error.code]
}

/** The frames of a stream, one at a time. */
function frames(response: Response) {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (!reader) throw new Error('no body')
  let text = ''
  return {
    cancel: () => reader.cancel(),
    /** The next event, or undefined at the end. */
    async next(): Promise<{ id: string; view: TaskView } | undefined> {
      for (;;) {
        const found = /^(?:retry: 1000\n\n|: ping\n\n)*id: (.*)\ndata: (.*)\n\n/.exec(text)
        if (found) {
          text = text.slice(found[0].length)
          return { id: found[1] ?? '', view: JSON.parse(found[2] ?? '') as TaskView }
        }
        const { done, value } = await reader.read()
        if (done) return undefined
        text += value
      }
    },
  }
}

describe('GET /tasks/:id/events', () => {
  it('sends the task now, after each change, and ends with the final view', async () => {
    const { id } = await create()
    const response = await server.send(`/tasks/${id}/events`)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': expect.any(String),
    })
    expect(response.headers.has('content-encoding')).toBe(false)
    const events = frames(response)
    const first = await events.next()
    expect(first?.view).toEqual(await (await server.send(`/tasks/${id}`)).json())
    expect(first?.id).toBe(String(first?.view.version))

    const running = await server.run(id, { step: 'transcribe', progress: 0.5 })
    const second = await events.next()
    expect(second?.id).toBe(String(running.version))
    expect(second?.view).toMatchObject({ status: 'processing', progress: 0.5 })

    await server.run(id, { status: 'succeeded' })
    const seen: (string | undefined)[] = []
    for (let event = await events.next(); event; event = await events.next()) {
      seen.push(event.view.status)
    }
    expect(seen.at(-1)).toBe('succeeded')
    expect(watchers).toBe(0)
  })

  it('sends a finished task once, and tells an EventSource that knows it not to come back', async () => {
    const { id } = await create()
    const { version } = await server.run(id, { status: 'succeeded' })
    const events = frames(await server.send(`/tasks/${id}/events`))
    expect((await events.next())?.view.status).toBe('succeeded')
    expect(await events.next()).toBeUndefined()
    const headers = { 'last-event-id': String(version) }
    expect((await server.send(`/tasks/${id}/events`, { headers })).status).toBe(204)
    headers['last-event-id'] = String(version - 1)
    expect((await server.send(`/tasks/${id}/events`, { headers })).status).toBe(200)
  })

  it('ends when the task is deleted or the owner signs out', async () => {
    const { id } = await create()
    const deleted = frames(await server.send(`/tasks/${id}/events`))
    await deleted.next()
    await server.send(`/tasks/${id}`, { method: 'DELETE' })
    let last = await deleted.next()
    while (last) last = await deleted.next()

    const other = await create()
    const signedOut = frames(await server.send(`/tasks/${other.id}/events`))
    await signedOut.next()
    server.context.authorize = () => null
    expect(await signedOut.next()).toBeUndefined()
    expect(watchers).toBe(0)
    expect(server.logged.filter(([level]) => level === 'error')).toEqual([])
  })

  it('answers HEAD without leaving a stream open', async () => {
    const { id } = await create()
    const response = await server.send(`/tasks/${id}/events`, { method: 'HEAD' })
    expect([response.status, response.body, watchers]).toEqual([200, null, 0])
  })

  it('reaches fetch over a socket at once, and is cleaned up when the client leaves', async () => {
    const { id } = await create()
    const { url, close } = await serveNode(toNodeListener((request) => server.handle(request)))
    const client = new AbortController()
    const response = await fetch(`${url}/api/cuekit/tasks/${id}/events`, {
      headers: { user: 'ada' },
      signal: client.signal,
    })
    const events = frames(response)
    expect((await events.next())?.view.status).toBe('queued')
    await server.run(id, { progress: 0.25 })
    expect((await events.next())?.view.progress).toBe(0.25)
    expect(watchers).toBe(1)
    client.abort()
    await expect(events.next()).rejects.toThrow()
    await expect.poll(() => watchers).toBe(0)
    await close()
  })
})

describe('GET /events', () => {
  it('sends own tasks of now and later, and nothing of others', async () => {
    const old = await create()
    await create('eve')
    const events = frames(await server.send('/events'))
    expect(await events.next()).toMatchObject({ id: `${old.id}:1`, view: { id: old.id } })

    const theirs = await create('eve')
    await server.run(theirs.id, { progress: 0.1 })
    const mine = await create()
    expect((await events.next())?.view.id).toBe(mine.id)
    const { version } = await server.run(old.id, { status: 'failed' })
    let event = await events.next()
    while (event?.view.id !== old.id || event.view.status !== 'failed') event = await events.next()
    expect(event.id).toBe(`${old.id}:${version}`)

    await events.cancel()
    expect(watchers).toBe(0)
  })

  it('stops looking at a task of somebody else, however often that changes', async () => {
    const mine = await create()
    const theirs = await create('eve')
    const events = frames(await server.send('/events'))
    await events.next()
    const asked: string[] = []
    const { get } = server.context.tasks
    server.context.tasks.get = (id, owner) => (asked.push(id), get(id, owner))
    for (let i = 1; i < 9; i++) {
      await server.run(theirs.id, { progress: i / 10 })
      await server.run(mine.id, { progress: i / 10 })
      while ((await events.next())?.view.progress !== i / 10);
    }
    // Of 16 hints; one more may come while the first answer is awaited.
    expect(asked.filter((id) => id === theirs.id).length).toBeLessThan(4)
    await events.cancel()
  })

  it('is open for an owner without tasks and brings the first one', async () => {
    const events = frames(await server.send('/events'))
    const first = events.next()
    const { id } = await create()
    expect((await first)?.view.id).toBe(id)
    await events.cancel()
  })

  it('holds so many streams of one owner and no more, until one ends', async () => {
    const open: Response[] = []
    for (let response = await server.send('/events'); ; response = await server.send('/events')) {
      if (response.status !== 200) {
        expect(response.headers.get('retry-after')).toBe('5')
        expect(await code(response)).toEqual([429, 'rate_limited'])
        break
      }
      open.push(response)
    }
    expect(open).toHaveLength(20)
    const other = await server.send('/events', { user: 'eve' })
    expect(other.status).toBe(200)
    await open.pop()?.body?.cancel()
    const again = await server.send('/events')
    expect(again.status).toBe(200)
    for (const { body } of [...open, other, again]) await body?.cancel()
    expect(watchers).toBe(0)
  })
})
