import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmulator } from './emulator.ts'
import { fingerprint, similarity } from './fingerprint.ts'
import { waterCycle } from './sample.ts'

const run = promisify(execFile)
const sample = fileURLToPath(waterCycle.audioUrl)
const video = fileURLToPath(waterCycle.videoUrl)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-fingerprint-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function make(name: string, ...args: string[]): Promise<Blob> {
  await run('ffmpeg', ['-v', 'error', '-y', ...args, join(folder, name)])
  return new Blob([new Uint8Array(await readFile(join(folder, name)))])
}

async function ask(file: Blob, name: string): Promise<Response> {
  const form = new FormData()
  form.set('model', 'whisper-1')
  form.set('file', file, name)
  return createEmulator().fetch(
    new Request('http://emulator/v1/audio/transcriptions', {
      method: 'POST',
      headers: { authorization: 'Bearer sk-test' },
      body: form,
    }),
  )
}

/** The passage as another voice reads it in one go, brought to the sample's length. */
async function readInOneGo(name: string): Promise<Blob> {
  const speech = `flite=text='${waterCycle.transcript.text}':voice=rms`
  await make('read.wav', '-f', 'lavfi', '-i', speech)
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0'],
    join(folder, 'read.wav'),
  ])
  const tempo = `atempo=${Number(stdout) / 13.2},apad`
  return make(name, '-i', join(folder, 'read.wav'), '-af', tempo, '-t', '13.2')
}

describe('the sample is known by its sound', { timeout: 60_000 }, () => {
  it.each([
    ['opus.ogg', ['-i', sample, '-c:a', 'libopus', '-b:a', '16k']],
    ['of-the-video.ogg', ['-i', video, '-vn', '-c:a', 'libopus', '-b:a', '24k']],
    [
      'video.webm',
      [
        '-i',
        video,
        '-s',
        '160x90',
        '-c:v',
        'libvpx',
        '-cpu-used',
        '8',
        '-deadline',
        'realtime',
        '-c:a',
        'libvorbis',
      ],
    ],
    ['quiet-stereo.m4a', ['-i', sample, '-af', 'volume=-20dB', '-ar', '48000', '-ac', '2']],
    ['telephone.wav', ['-i', sample, '-ar', '8000', '-c:a', 'pcm_mulaw']],
    ['thin.mp3', ['-i', sample, '-b:a', '16k']],
  ])('as %s', async (name, args) => {
    const response = await ask(await make(name, ...args), name)
    expect(await response.json()).toMatchObject({ text: waterCycle.transcript.text })
  })

  it.each<[string, (name: string) => Promise<Blob>]>([
    ['the same words in another voice', readInOneGo],
    ['silence', (name) => make(name, '-f', 'lavfi', '-i', 'anullsrc=r=16000', '-t', '13.2')],
    ['noise', (name) => make(name, '-f', 'lavfi', '-i', 'anoisesrc=r=16000:d=13.2')],
    ['the sample backwards', (name) => make(name, '-i', sample, '-af', 'areverse')],
    ['half of the sample', (name) => make(name, '-i', sample, '-t', '6.6')],
    ['more than the sample', (name) => make(name, '-i', sample, '-af', 'apad=pad_dur=5')],
  ])('and %s is not taken for it', async (_, produce) => {
    const response = await ask(await produce('other.wav'), 'other.wav')
    expect(response.status).toBe(503)
  })

  it('is not read where the media cannot be', async () => {
    const broken = new Blob([(await readFile(video)).subarray(0, 2000)])
    expect((await ask(broken, 'broken.mp4')).status).toBe(400)
  })
})

describe('similarity', () => {
  const bursts = (at: number[], gain = 1): Int16Array => {
    const samples = new Int16Array(3 * 16_000)
    for (const start of at) {
      for (let n = 0; n < 4000; n += 1) {
        const tone = Math.sin(n * 0.06) + Math.sin(n * 0.4) + Math.sin(n * 0.9)
        samples[start * 16_000 + n] = tone * (n / 4000) * 3000 * gain
      }
    }
    return samples
  }
  const known = fingerprint(bursts([0.25, 1, 2]))

  it('is 1 for the same sound, at any volume and a little later', () => {
    expect(similarity(known, known)).toBeCloseTo(1)
    expect(similarity(known, fingerprint(bursts([0.25, 1, 2], 0.1)))).toBeGreaterThan(0.98)
    expect(similarity(known, fingerprint(bursts([0.375, 1.125, 2.125])))).toBeGreaterThan(0.8)
  })

  it('is low for the same sounds at other times, and 0 for another length', () => {
    expect(similarity(known, fingerprint(bursts([0.25, 1.5, 2.5])))).toBeLessThan(0.5)
    expect(similarity(known, fingerprint(bursts([0.25, 1, 2]).subarray(0, 16_000)))).toBe(0)
    expect(similarity(known, fingerprint(new Int16Array(0)))).toBe(0)
  })
})
