import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodePcm } from './decode-pcm.ts'
import { ffmpeg, testFolder } from './fixtures/make-media.ts'

const at = await testFolder()
const sine = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=16000:duration=2']

beforeAll(async () => {
  await ffmpeg(...sine, '-c:a', 'pcm_s16le', at('tone.wav'))
  await ffmpeg(...sine, '-c:a', 'flac', at('tone.flac'))
}, 60_000)

describe('decodePcm', { timeout: 30_000 }, () => {
  it('gives back the samples of a 16 kHz mono file unchanged', async () => {
    const samples = await decodePcm({ path: at('tone.wav') }, { sampleRate: 16000 })
    const wav = await readFile(at('tone.wav'))
    const data = wav.subarray(wav.indexOf('data') + 8)
    expect(samples).toHaveLength(32_000)
    expect(Buffer.from(samples.buffer).equals(data)).toBe(true)
  })

  it('takes bytes, of any format', async () => {
    const fromFile = await decodePcm({ path: at('tone.wav') }, { sampleRate: 16000 })
    const bytes = await readFile(at('tone.flac'))
    expect(await decodePcm({ bytes }, { sampleRate: 16000 })).toEqual(fromFile)
  })

  it('stops at maxSeconds', async () => {
    const options = { sampleRate: 16000 as const, maxSeconds: 0.5 }
    expect(await decodePcm({ path: at('tone.wav') }, options)).toHaveLength(8000)
  })

  it('refuses bytes that are no media', async () => {
    const bytes = new TextEncoder().encode('{"not": "audio"}')
    await expect(decodePcm({ bytes }, { sampleRate: 16000 })).rejects.toMatchObject({
      code: 'unreadable_media',
    })
  })
})
