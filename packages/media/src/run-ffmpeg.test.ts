import { readdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { extractAudio } from './extract-audio.ts'
import { ffmpeg, testFolder } from './fixtures/make-media.ts'
import { probe } from './probe.ts'
import { runFfmpeg } from './run-ffmpeg.ts'

const at = await testFolder()
const day = at('day.flac')
const wav = { args: ['-map', '0:a:0', '-ac', '1'], output: { name: 'out.wav', format: 'wav' } }

beforeAll(async () => {
  // 24 h of silence are a small file that becomes 2.7 GB of WAV.
  const silence = ['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '86400']
  await ffmpeg(...silence, '-c:a', 'flac', '-compression_level', '0', '-frame_size', '65535', day)
}, 120_000)

afterEach(() => vi.unstubAllEnvs())

describe('runFfmpeg', { timeout: 60_000 }, () => {
  it('refuses media longer than allowed, without writing all of it', async () => {
    expect((await stat(day)).size).toBeLessThan(20e6)
    expect((await probe(day)).duration).toBeCloseTo(86_400, -1)
    const run = runFfmpeg({ ...wav, input: day, inputKind: 'audio', limits: { seconds: 600 } })
    await expect(run).rejects.toMatchObject({ code: 'media_limit_exceeded' })
  })

  it('takes media that is exactly as long as allowed', async () => {
    await ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '10', at('ten.wav'))
    const input = at('ten.wav')
    const output = await runFfmpeg({ ...wav, input, inputKind: 'audio', limits: { seconds: 10 } })
    expect(output.seconds).toBe(10)
    await output.dispose()
  })

  it.each([
    ['size of the output', { outputBytes: 1e6 }],
    ['wall time', { wallMs: 300 }],
    ['processor time', { cpuSeconds: 1 }],
    ['memory', { memoryBytes: 30e6 }],
  ])('is bounded in %s', async (_name, limit) => {
    const limits = { seconds: 90_000, outputBytes: 3e9, ...limit }
    const args = [...wav.args, '-af', 'aresample=48000,aresample=44100']
    const run = runFfmpeg({ ...wav, args, input: day, inputKind: 'audio', limits })
    await expect(run).rejects.toMatchObject({ code: 'media_limit_exceeded' })
  })

  it('leaves nothing behind when it fails or is aborted', async () => {
    const parent = dirname(at('x'))
    const before = await readdir(parent)
    const controller = new AbortController()
    const output = { ...wav.output, parent }
    const run = runFfmpeg({
      ...wav,
      output,
      input: day,
      inputKind: 'audio',
      duration: 86_400,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    const broken = { ...wav, output, args: ['-c:a', 'no-such-codec'] }
    const failed = runFfmpeg({ ...broken, input: day, inputKind: 'audio' })
    await expect(failed).rejects.toMatchObject({ code: 'program_failed' })
    expect(await readdir(parent)).toEqual(before)
  })

  it('puts the output below the folder it is told', async () => {
    const parent = dirname(at('x'))
    const audio = await extractAudio({ input: at('ten.wav'), formats: ['ogg'], outputDir: parent })
    expect(dirname(dirname(audio.path))).toBe(parent)
    await audio.dispose()
  })

  it('says how to install ffmpeg when it is missing', async () => {
    vi.stubEnv('FFMPEG_PATH', '/nonexistent/ffmpeg')
    await expect(extractAudio({ input: at('ten.wav'), formats: 'any' })).rejects.toMatchObject({
      code: 'program_missing',
      message: expect.stringMatching(/apt-get install ffmpeg.*brew install ffmpeg.*FFMPEG_PATH/),
    })
  })
})
