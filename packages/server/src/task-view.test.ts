import { taskViewSchema } from '@cuekit/core'
import { describe, expect, it } from 'vitest'
import { fakeEngine } from './fixtures/fake-engine.ts'
import { fakeRemoteEngine } from './fixtures/fake-remote-engine.ts'
import { openServer } from './fixtures/open-server.ts'

describe('the view of a task', () => {
  it('has the public shape at every stage, and nothing from inside', async () => {
    const server = await openServer({ engine: fakeRemoteEngine() })
    const { tasks, context, run } = server
    const id = await server.add()
    const view = async () => context.view(await tasks.get(id), '/base')

    const queued = await view()
    expect(queued).toMatchObject({ status: 'queued', version: 1, tracks: [] })
    expect(queued.mediaUrl).toMatch(new RegExp(`^/base/tasks/${id}/media\\?exp=\\d+&sig=`))

    await run(id, new AbortController().signal)
    const waiting = await view()
    expect(waiting).toMatchObject({ status: 'processing', step: 'transcribe' })
    expect(waiting.mediaUrl).toBe(queued.mediaUrl)

    await server.finish(id)
    const succeeded = await view()
    expect(succeeded).toMatchObject({ status: 'succeeded', language: 'en' })
    expect(succeeded.tracks).toMatchObject([{ language: 'en', kind: 'source' }])
    expect(succeeded.tracks[0]?.url).toMatch(
      new RegExp(`^/base/tasks/${id}/subtitles\\.vtt\\?exp=`),
    )
    expect(succeeded).not.toHaveProperty('step')

    for (const one of [queued, waiting, succeeded]) {
      expect(taskViewSchema.parse(one)).toEqual(one)
      expect(JSON.stringify(one)).not.toMatch(/"(fence|starts|owner|blob|options|transcript)":/)
    }
  })

  it('says where a failed task failed', async () => {
    const server = await openServer({
      engine: fakeEngine({ hear: () => Promise.reject(new Error('x')) }),
    })
    const task = await server.finish(await server.add())
    const view = server.context.view(task, '')
    expect(view).toMatchObject({
      status: 'failed',
      step: 'transcribe',
      error: { code: 'internal' },
    })
    expect(taskViewSchema.parse(view)).toEqual(view)
  })
})
