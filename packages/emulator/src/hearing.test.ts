import { readFile } from 'node:fs/promises'
import { CuekitError } from '@cuekit/core'
import type { MediaSource } from '@cuekit/core/engines'
import { describe, expect, it } from 'vitest'
import { createEmulator } from './emulator.ts'
import { heard, testEngine, toneWav } from './fixtures/speech.ts'
import { createHearing } from './hearing.ts'
import { waterCycle } from './sample.ts'

function source(bytes: Uint8Array): MediaSource {
  return {
    name: 'a.bin',
    type: 'audio/mpeg',
    bytes: bytes.length,
    async *open() {
      // In pieces: a hash of the first one only would be wrong.
      for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000)
    },
  }
}

const withoutFfmpeg = () =>
  Promise.reject(new CuekitError('program_missing', 'ffmpeg is not installed.'))

describe('createHearing', () => {
  it('knows the two files of the sample where there is no ffmpeg', async () => {
    const { hear } = createHearing({ decode: withoutFfmpeg })
    for (const url of [waterCycle.audioUrl, waterCycle.videoUrl]) {
      const transcript = await hear(source(await readFile(url)), {}, {})
      expect(transcript).toEqual(waterCycle.transcript)
    }
  })

  it('leaves the rest to the engine where there is no ffmpeg, and else says what is missing', async () => {
    const engine = testEngine()
    const tone = source(toneWav())
    expect(
      await createHearing({ engine, decode: withoutFfmpeg }).hear(tone, { language: 'de' }, {}),
    ).toEqual(heard)
    expect(engine.given[0]?.options).toEqual({ language: 'de' })
    await expect(createHearing({ decode: withoutFfmpeg }).hear(tone, {}, {})).rejects.toMatchObject(
      {
        code: 'program_missing',
        message: expect.stringContaining('apt-get install'),
      },
    )
  })

  it('asks no engine about media that cannot be read', async () => {
    const engine = testEngine()
    const decode = () => Promise.reject(new CuekitError('no_audio', 'No sound.'))
    await expect(
      createHearing({ engine, decode }).hear(source(toneWav()), {}, {}),
    ).rejects.toMatchObject({ code: 'no_audio' })
    expect(engine.given).toEqual([])
  })
})

describe('waterCycle', () => {
  it('is the documented 35 words with their times, and the files are as small as promised', async () => {
    const words = waterCycle.transcript.segments.flatMap((segment) => segment.words ?? [])
    expect(words).toHaveLength(35)
    expect(words[0]).toEqual({ text: 'The', start: 0.216, end: 0.316, confidence: 0.994 })
    expect(words.at(-1)).toEqual({ text: 'Earth.', start: 12.511, end: 12.651, confidence: 0.808 })
    expect(waterCycle.transcript).toMatchObject({ language: 'en', duration: 13.2, warnings: [] })
    expect((await readFile(waterCycle.audioUrl)).length).toBeLessThan(150_000)
    expect((await readFile(waterCycle.videoUrl)).length).toBeLessThan(600_000)
  })

  it('speaks where the answer says so, and is silent between', { timeout: 30_000 }, async () => {
    const { decode } = await import('./decode.ts')
    const pcm = await decode({ bytes: await readFile(waterCycle.audioUrl) }, { maxSeconds: 20 })
    const loudness = (from: number, to: number): number => {
      const part = pcm.subarray(Math.round(from * 16_000), Math.round(to * 16_000))
      return Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length)
    }
    const words = waterCycle.transcript.segments.flatMap((segment) => segment.words ?? [])
    for (const word of words) expect(loudness(word.start, word.end)).toBeGreaterThan(1000)
    for (const [index, word] of words.entries()) {
      const next = words[index + 1]
      // MP3 frames of 36 ms smear a little into short gaps.
      if (next === undefined || next.start - word.end < 0.2) continue
      expect(loudness(word.end + 0.05, next.start - 0.05)).toBeLessThan(100)
    }
  })
})

describe('createEmulator', () => {
  it('refuses options it does not know and engines that want links', () => {
    const wrong = { key: 'sk-x' } as object
    expect(() => createEmulator(wrong)).toThrow('createEmulator has no option "key".')
    const engine = testEngine()
    const wantsLinks = {
      ...engine,
      capabilities: { ...engine.capabilities, accepts: 'url' as const },
    }
    expect(() => createEmulator({ engine: wantsLinks })).toThrow('The engine test wants a link')
  })
})
