import { fileURLToPath } from 'node:url'
import { ai302, letsapi } from '@cuekit/core/engines'
import { createEmulator, waterCycle } from '@cuekit/emulator'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openServer } from '../fixtures/open-server.ts'
import { createHandler } from '../http/handler.ts'

const publicUrl = 'https://app.example/api/cuekit'
const video = { path: fileURLToPath(waterCycle.videoUrl) }
const audio = { path: fileURLToPath(waterCycle.audioUrl) }

/** An emulator that fetches media from whichever handler is set last, as 302's servers fetch from a public address. */
function emulate() {
  let handle: ((request: Request) => Promise<Response>) | undefined
  const fetched: string[] = []
  const emulator = createEmulator({
    fetch: async (input, init) => {
      const request = new Request(input, init)
      fetched.push(request.url)
      return handle ? handle(request) : new Response(null, { status: 404 })
    },
  })
  onTestFinished(() => emulator.close())
  const client = {
    apiKey: 'sk-test',
    baseURL: 'https://emulator.example/v1',
    fetch: (input: string | URL | Request, init?: RequestInit) => emulator.fetch(input, init),
  }
  return {
    ...{ emulator, client, fetched },
    serve: (next: typeof handle) => (handle = next),
  }
}

describe('real engines on the emulator', { timeout: 60_000 }, () => {
  it("Let'sAPI hears a video: small audio goes up, words come back", async () => {
    const { emulator, client } = emulate()
    const server = await openServer({ engine: letsapi(client) })
    const task = await server.finish(await server.add({ source: video, language: 'en' }))
    expect(task.error).toBeUndefined()
    expect(task).toMatchObject({
      status: 'succeeded',
      language: 'en',
      source: { type: 'video/mp4' },
    })
    expect(task.audio?.bytes).toBeLessThan(task.source.bytes)
    expect(task.transcript?.text).toBe(waterCycle.transcript.text)
    expect(emulator.ledger.calls.map(({ path, status }) => [path, status])).toEqual([
      ['/v1/audio/transcriptions', 200],
    ])
  })

  it("Let'sAPI gets audio it takes byte for byte", async () => {
    const { client } = emulate()
    const server = await openServer({ engine: letsapi(client) })
    const task = await server.finish(await server.add({ source: audio }))
    expect(task).toMatchObject({ status: 'succeeded', source: { type: 'audio/mpeg' } })
    expect(task).not.toHaveProperty('audio')
    expect(task.source.duration).toBeCloseTo(13.2, 0)
  })

  it('302.AI fetches the media by its signed link, once, and is polled until it is done', async () => {
    const { emulator, client, serve, fetched } = emulate()
    const engine = ai302({ ...client, baseURL: 'https://emulator.example' })
    const server = await openServer({ engine, publicUrl, authorize: () => null })
    serve(createHandler(server.context))
    const id = await server.add({ source: video, language: 'en' })
    const task = await server.finish(id)
    expect(task.error).toBeUndefined()
    expect(task).toMatchObject({ status: 'succeeded', warnings: [] })
    expect(task.transcript?.segments.flatMap(({ words }) => words)).toHaveLength(
      waterCycle.transcript.segments.flatMap(({ words }) => words).length,
    )
    expect(fetched).toHaveLength(1)
    expect(fetched[0]).toContain(`${publicUrl}/tasks/${id}/media?`)
    const paths = emulator.ledger.calls.map(({ method }) => method)
    expect(paths.filter((method) => method === 'POST')).toHaveLength(1)
    expect(JSON.stringify(task)).not.toContain('sk-test')
  })

  it('a wrong key fails at once, and says so without the key', async () => {
    const { client } = emulate()
    const server = await openServer({ engine: letsapi({ ...client, apiKey: 'wrong-key' }) })
    const task = await server.finish(await server.add({ source: audio }))
    expect(task).toMatchObject({
      status: 'failed',
      step: 'transcribe',
      error: { code: 'upstream_authentication', retryable: false },
    })
    expect(JSON.stringify(task)).not.toContain('wrong-key')
  })
})
