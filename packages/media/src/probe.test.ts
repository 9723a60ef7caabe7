import { readFile, writeFile } from 'node:fs/promises'
import * as fc from 'fast-check'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { isCuekitError } from '@cuekit/core'
import { ffmpeg, testFolder } from './fixtures/make-media.ts'
import { probe } from './probe.ts'

const at = await testFolder()
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=300:sample_rate=48000:duration=3']
const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=160x90:rate=25:duration=3']

beforeAll(async () => {
  for (const name of ['a.wav', 'a.flac', 'a.mp3', 'a.ogg', 'a.m4a', 'a.aac', 'a.aiff']) {
    await ffmpeg(...tone, at(name))
  }
  for (const name of ['v.mp4', 'v.mov', 'v.mkv', 'v.ts', 'v.avi', 'v.flv']) {
    const codec = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-ar', '44100']
    await ffmpeg(...tone, ...picture, ...codec, at(name))
  }
  // As MediaRecorder writes it: to a stream that cannot be gone back in, so with no duration in the header.
  await ffmpeg(...tone, '-c:a', 'libopus', '-f', 'webm', '-live', '1', at('recording.webm'))
}, 60_000)

afterEach(() => vi.unstubAllEnvs())

describe('probe', { timeout: 60_000 }, () => {
  it.each([
    ['a.wav', 'wav', 'pcm_s16le', 48000],
    ['a.flac', 'flac', 'flac', 48000],
    ['a.mp3', 'mp3', 'mp3', 48000],
    ['a.ogg', 'ogg', 'vorbis', 48000],
    ['a.m4a', 'm4a', 'aac', 48000],
    ['a.aac', 'aac', 'aac', 48000],
    ['a.aiff', 'aiff', 'pcm_s16be', 48000],
    ['recording.webm', 'webm', 'opus', 48000],
  ])('reads %s, sound only', async (name, container, codec, sampleRate) => {
    const info = await probe(at(name))
    expect(info).toMatchObject({ container, audio: { codec, channels: 1, sampleRate } })
    expect(info.video).toBeUndefined()
    expect(Math.abs((info.duration ?? 0) - 3)).toBeLessThan(0.1)
    expect(info.bytes).toBe((await readFile(at(name))).byteLength)
  })

  it.each([
    ['v.mp4', 'mp4'],
    ['v.mov', 'mov'],
    ['v.mkv', 'mkv'],
    ['v.ts', 'ts'],
    ['v.avi', 'avi'],
    ['v.flv', 'flv'],
  ])('reads %s with its picture', async (name, container) => {
    const info = await probe(at(name))
    expect(info).toMatchObject({
      container,
      audio: { channels: 1 },
      video: { width: 160, height: 90 },
    })
    expect(Math.abs((info.duration ?? 0) - 3)).toBeLessThan(0.2)
  })

  it('goes by the bytes, not by the name', async () => {
    await writeFile(at('song.mp4'), await readFile(at('a.mp3')))
    expect((await probe(at('song.mp4'))).container).toBe('mp3')
  })

  it('does without ffprobe for common containers, and says unreadable for the others', async () => {
    vi.stubEnv('FFPROBE_PATH', '/nonexistent/ffprobe')
    expect(await probe(at('v.mp4'))).toMatchObject({ container: 'mp4', audio: {}, video: {} })
    expect((await probe(at('recording.webm'))).duration).toBeCloseTo(3, 1)
    await expect(probe(at('v.avi'))).rejects.toMatchObject({ code: 'unreadable_media' })
  })

  it('does not take the cover of a song for a video', async () => {
    const cover = ['-f', 'lavfi', '-i', 'color=red:size=64x64:duration=0.04:rate=25', '-c:v', 'png']
    const attached = ['-disposition:v:0', 'attached_pic', '-map', '0:a', '-map', '1:v']
    await ffmpeg(...tone, ...cover, ...attached, at('song-with-cover.mp3'))
    const info = await probe(at('song-with-cover.mp3'))
    expect(info).toMatchObject({ container: 'mp3', audio: { codec: 'mp3' } })
    expect(info.video).toBeUndefined()
  })

  it('throws aborted for an aborted signal', async () => {
    const signal = AbortSignal.abort()
    await expect(probe(at('a.wav'), { signal })).rejects.toMatchObject({ code: 'aborted' })
  })

  it('answers damaged files with what can be read or unreadable_media, never with another error', async () => {
    const originals = await Promise.all(
      ['a.m4a', 'a.ogg', 'a.flac', 'a.mp3', 'v.mkv'].map((name) => readFile(at(name))),
    )
    const damage = fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...originals), damage, async (original, changes) => {
        const bytes = Buffer.from(original)
        for (const [where, value] of changes) bytes[where % bytes.length] = value
        await writeFile(at('damaged'), bytes)
        const info = await probe(at('damaged')).catch((error: unknown) => error)
        if (info instanceof Error) {
          expect(isCuekitError(info) && info.code).toBe('unreadable_media')
        } else expect(info).toMatchObject({ bytes: bytes.byteLength })
      }),
      { numRuns: 40 },
    )
  })
})
