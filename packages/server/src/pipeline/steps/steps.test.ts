import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fakeEngine, transcript } from '../../fixtures/fake-engine.ts'
import { makeAudio, makeVideo } from '../../fixtures/make-video.ts'
import { openServer, testFolder } from '../../fixtures/open-server.ts'
import { memoryStore } from '../../memory/store.ts'

async function run(
  path: string,
  options: Parameters<typeof openServer>[0] & { engine: ReturnType<typeof fakeEngine> },
) {
  const server = await openServer(options)
  const id = await server.add({ source: { path } })
  const task = await server.finish(id)
  return { server, task, source: options.engine.calls[0]?.source }
}

/** Hides ffmpeg and ffprobe from this process until the test is over. */
function withoutPrograms(): void {
  const { PATH, FFMPEG_PATH } = process.env
  process.env['PATH'] = '/nonexistent'
  delete process.env['FFMPEG_PATH']
  onTestFinished(() => {
    process.env['PATH'] = PATH
    if (FFMPEG_PATH !== undefined) process.env['FFMPEG_PATH'] = FFMPEG_PATH
  })
}

describe('the steps', { timeout: 60_000 }, () => {
  it('turn a video into small audio, kept as a blob', async () => {
    const path = join(await testFolder(), 'my talk.mp4')
    await makeVideo(path)
    const { task, source, server } = await run(path, {
      engine: fakeEngine({ formats: ['mp3', 'mp4', 'wav'] }),
    })
    expect(task).toMatchObject({
      status: 'succeeded',
      source: { name: 'my talk.mp4', type: 'video/mp4' },
      audio: { type: 'audio/mpeg', blob: `${task.id}/audio.mp3` },
    })
    expect(task.source.duration).toBeCloseTo(2, 0)
    expect(source).toMatchObject({ name: 'my talk.mp3', type: 'audio/mpeg' })
    expect(source?.bytes).toBe(task.audio?.bytes)
    const audio = await server.context.mediaBlob(task, 'audio')
    expect(audio).toEqual({ key: `${task.id}/audio.mp3`, type: 'audio/mpeg', name: 'audio.mp3' })
    expect(await server.context.mediaBlob(task, 'media')).toMatchObject({ name: 'my talk.mp4' })
  })

  it('each count their progress from 0', async () => {
    const path = join(await testFolder(), 'talk.mp4')
    await makeVideo(path, { seconds: 30 })
    const seen: [string | undefined, number][] = []
    const store = memoryStore()
    const server = await openServer({
      timing: { progressMs: 1 },
      engine: fakeEngine({
        formats: ['mp3'],
        hear: async (_source, { onEvent }) => {
          for (const progress of [0.25, 0.5]) {
            onEvent?.({ type: 'progress', progress })
            await sleep(50)
          }
          return transcript()
        },
      }),
      ports: {
        store: {
          ...store,
          async commit(id, fence, change) {
            const result = await store.commit(id, fence, change)
            if (typeof change.progress === 'number') {
              seen.push([(await store.get(id))?.step, change.progress])
            }
            return result
          },
        },
      },
    })
    await server.finish(await server.add({ source: { path } }))
    expect(seen.find(([step]) => step === 'extract-audio')).toBeDefined()
    expect(seen.filter(([step]) => step === 'transcribe')).toEqual([
      ['transcribe', 0.25],
      ['transcribe', 0.5],
    ])
  })

  it('leave audio of an accepted format as it is, under a name the service trusts', async () => {
    const folder = await testFolder()
    await makeAudio(join(folder, 'talk.m4a'))
    const { task, source } = await run(join(folder, 'talk.m4a'), {
      engine: fakeEngine({ formats: ['m4a'] }),
    })
    expect(task).not.toHaveProperty('audio')
    expect(source).toMatchObject({ name: 'talk.m4a', bytes: task.source.bytes })
  })

  it('turn audio that is too large or of another format into one that is taken', async () => {
    const folder = await testFolder()
    const path = join(folder, 'talk.wav')
    await makeAudio(path, { seconds: 4 })
    const large = await run(path, {
      engine: fakeEngine({ formats: ['wav', 'ogg'], maxBytes: 50_000 }),
    })
    expect(large.source).toMatchObject({ name: 'talk.ogg', type: 'audio/ogg' })
    expect(large.source?.bytes).toBeLessThanOrEqual(50_000)
    const other = await run(path, { engine: fakeEngine({ formats: ['mp3'] }) })
    expect(other.source?.name).toBe('talk.mp3')
  })

  it('give an engine that takes anything the bytes unchanged, video too', async () => {
    const path = join(await testFolder(), 'talk.mp4')
    await makeVideo(path)
    const { task, source } = await run(path, { engine: fakeEngine({ formats: 'any' }) })
    expect(task).not.toHaveProperty('audio')
    expect(source).toMatchObject({ name: 'talk.mp4', bytes: task.source.bytes })
  })

  it('send a video as it is where there is no ffmpeg, if the engine takes it', async () => {
    const path = join(await testFolder(), 'talk.mp4')
    await makeVideo(path)
    withoutPrograms()
    const taken = await run(path, { engine: fakeEngine({ formats: ['mp4', 'mp3'] }) })
    expect(taken).toMatchObject({ task: { status: 'succeeded' }, source: { name: 'talk.mp4' } })
    const refused = await run(path, { engine: fakeEngine({ formats: ['mp3'] }) })
    expect(refused.task).toMatchObject({ status: 'failed', error: { code: 'program_missing' } })
  })

  it('send a video as it is to an engine that takes nothing that can be written here', async () => {
    const path = join(await testFolder(), 'talk.mp4')
    await makeVideo(path)
    const { source } = await run(path, { engine: fakeEngine({ formats: ['mp4'] }) })
    expect(source?.name).toBe('talk.mp4')
  })

  it('refuse media without sound and media that is too long', async () => {
    const folder = await testFolder()
    await makeVideo(join(folder, 'silent.mp4'), { silent: true })
    await makeVideo(join(folder, 'long.mp4'), { seconds: 3 })
    const silent = await run(join(folder, 'silent.mp4'), { engine: fakeEngine() })
    expect(silent.task.error?.code).toBe('no_audio')
    const long = await run(join(folder, 'long.mp4'), {
      engine: fakeEngine(),
      limits: { maxDuration: 2 },
    })
    expect(long.task.error?.code).toBe('media_limit_exceeded')
  })

  it('say that media which is not there any more has expired', async () => {
    const server = await openServer()
    const id = await server.add()
    await server.ports.blobs.deleteTask(id)
    expect((await server.finish(id)).error?.code).toBe('media_expired')
  })

  it('call broken media unreadable, without a path in the message', async () => {
    const server = await openServer()
    async function* body(): AsyncGenerator<Uint8Array> {
      yield Buffer.concat([
        Buffer.from([0, 0, 0, 24]),
        Buffer.from('ftypisom'),
        Buffer.alloc(500, 7),
      ])
    }
    const task = await server.finish(await server.add({ source: { body: body(), name: 'x.mp4' } }))
    expect(task.error?.code).toBe('unreadable_media')
    expect(JSON.stringify(task.error)).not.toContain(server.folder)
  })
})
