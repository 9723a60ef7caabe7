import { stat, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { extractAudio } from './extract-audio.ts'
import { ffmpeg, flite, SENTENCE, testFolder } from './fixtures/make-media.ts'
import { probe } from './probe.ts'

const at = await testFolder()
const video = at('talk.mp4')

beforeAll(async () => {
  await ffmpeg(...flite(SENTENCE), '-ar', '44100', '-ac', '2', at('speech.wav'))
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=4']
  await ffmpeg('-i', at('speech.wav'), ...picture, '-c:a', 'aac', video)
}, 60_000)

describe('extractAudio', { timeout: 60_000 }, () => {
  it.each([
    [['mp3', 'ogg', 'wav'], 'audio.ogg', 'audio/ogg', 'ogg', 'opus'],
    [['opus', 'mp3'], 'audio.opus', 'audio/ogg', 'ogg', 'opus'],
    [['flac', 'm4a', 'mp3', 'mp4', 'wav', 'webm'], 'audio.webm', 'audio/webm', 'webm', 'opus'],
    [['wav', 'mp3'], 'audio.mp3', 'audio/mpeg', 'mp3', 'mp3'],
    [['m4a', 'wav'], 'audio.m4a', 'audio/mp4', 'm4a', 'aac'],
    [['wav', 'flac'], 'audio.flac', 'audio/flac', 'flac', 'flac'],
    [['.WAV'], 'audio.wav', 'audio/wav', 'wav', 'pcm_s16le'],
    ['any' as const, 'audio.ogg', 'audio/ogg', 'ogg', 'opus'],
  ])(
    'turns a video into small mono audio for an engine that takes %j',
    async (formats, name, type, container, codec) => {
      const source = await probe(video)
      const audio = await extractAudio({ input: video, formats })
      expect(audio).toMatchObject({ name, type })
      const info = await probe(audio.path)
      expect(info).toMatchObject({ container, audio: { codec, channels: 1 } })
      expect(info.video).toBeUndefined()
      expect(info.bytes).toBe(audio.bytes)
      expect(Math.abs((audio.duration ?? 0) - (source.duration ?? 99))).toBeLessThan(0.2)
      expect(Math.abs((info.duration ?? 0) - (source.duration ?? 99))).toBeLessThan(0.2)
      await audio.dispose()
      await expect(stat(audio.path)).rejects.toThrow('ENOENT')
    },
  )

  it('reports growing progress that ends at 1', async () => {
    const seen: number[] = []
    await ffmpeg('-stream_loop', '80', '-i', at('speech.wav'), '-c', 'copy', at('long.wav'))
    const audio = await extractAudio({
      input: at('long.wav'),
      formats: ['mp3'],
      onProgress: (progress) => seen.push(progress),
    })
    await audio.dispose()
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
    expect(seen.filter((progress) => progress === 1)).toHaveLength(1)
  })

  it.each(['mkv', 'mp4', 'webm', 'ts', 'mpg'])(
    'keeps the time line of a %s video whose sound begins late',
    async (extension) => {
      const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=25:duration=4']
      const late = at(`late.${extension}`)
      const speed = extension === 'webm' ? ['-cpu-used', '8', '-deadline', 'realtime'] : []
      await ffmpeg(...picture, '-itsoffset', '2', '-i', at('speech.wav'), ...speed, late)
      const plain = await extractAudio({ input: at('speech.wav'), formats: ['wav'] })
      const delayed = await extractAudio({ input: late, formats: ['wav'] })
      const later = (delayed.bytes - plain.bytes) / 32_000
      expect(later).toBeGreaterThan(1.9)
      expect(later).toBeLessThan(2.2)
      await Promise.all([plain.dispose(), delayed.dispose()])
    },
  )

  it.each([9, 36])('mixes the %d channels of a field recorder', async (channels) => {
    await writeFile(at('field.raw'), Buffer.alloc(2 * 16_000 * 2 * channels))
    const raw = ['-f', 's16le', '-ar', '16000', '-ac', String(channels), '-i', at('field.raw')]
    await ffmpeg(...raw, at('field.wav'))
    const audio = await extractAudio({ input: at('field.wav'), formats: ['wav'] })
    expect(audio.duration).toBeCloseTo(2, 1)
    await audio.dispose()
  })

  it('lowers the rate when the file would not fit', async () => {
    const full = await extractAudio({ input: video, formats: ['ogg'] })
    const low = await extractAudio({ input: video, formats: ['ogg'], maxBytes: 22_000 })
    expect(full.bytes).toBeGreaterThan(low.bytes)
    expect(low.bytes).toBeLessThanOrEqual(22_000)
    await Promise.all([full.dispose(), low.dispose()])
  })

  it('says how much fits when even the lowest rate is too large', async () => {
    await ffmpeg('-stream_loop', '50', '-i', at('speech.wav'), '-c', 'copy', at('six-minutes.wav'))
    const attempt = extractAudio({
      input: at('six-minutes.wav'),
      formats: ['mp3'],
      maxBytes: 400_000,
    })
    await expect(attempt).rejects.toMatchObject({
      code: 'payload_too_large',
      message: expect.stringMatching(/about 2 min of this media fit .* it is [5-9] min/),
    })
  })

  it('refuses a silent film with no_audio', async () => {
    await ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=64x64:duration=1', at('silent.mp4'))
    await expect(extractAudio({ input: at('silent.mp4'), formats: 'any' })).rejects.toMatchObject({
      code: 'no_audio',
    })
  })

  it('refuses an engine whose formats cannot be written', async () => {
    await expect(extractAudio({ input: video, formats: ['amr'] })).rejects.toMatchObject({
      code: 'unsupported_media',
    })
  })
})
