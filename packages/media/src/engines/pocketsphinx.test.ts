import { createReadStream } from 'node:fs'
import { chmod, stat, writeFile } from 'node:fs/promises'
import { type EngineEvent, type MediaSource } from '@cuekit/core/engines'
import { transcriptSchema } from '@cuekit/core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ffmpeg, flite, SENTENCE, testFolder } from '../fixtures/make-media.ts'
import { pocketsphinx } from './pocketsphinx.ts'

const at = await testFolder()
const engine = pocketsphinx()

async function source(name: string, local = true): Promise<MediaSource> {
  const path = at(name)
  const { size } = await stat(path)
  const open = (): AsyncIterable<Uint8Array> => createReadStream(path)
  const described = { name, type: 'application/octet-stream', bytes: size, open }
  return local ? { ...described, path } : described
}

/** Word errors: the least number of words to change, add or leave out. */
function wordErrors(heard: string, said: string): number {
  const a = heard.toLowerCase().split(' ')
  const b = said.toLowerCase().split(' ')
  let row = b.map((_, index) => index + 1)
  a.forEach((word, i) => {
    let diagonal = i
    let left = i + 1
    row = row.map((above, j) => {
      const cost = Math.min(diagonal + (word === b[j] ? 0 : 1), above + 1, left + 1)
      diagonal = above
      left = cost
      return cost
    })
  })
  return row.at(-1) ?? a.length
}

beforeAll(async () => {
  await ffmpeg(...flite(SENTENCE), '-ar', '16000', at('speech.wav'))
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=64x64:rate=25:duration=12']
  const late = ['-itsoffset', '2', '-i', at('speech.wav')]
  await ffmpeg(...picture, ...late, '-c:a', 'aac', at('late.mp4'))
  await ffmpeg('-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '3', at('silence.flac'))
}, 60_000)

afterEach(() => vi.unstubAllEnvs())

describe('pocketsphinx', { timeout: 120_000 }, () => {
  it('reads a spoken sentence with at most 3 wrong words of 25', async () => {
    const events: EngineEvent[] = []
    const onEvent = (event: EngineEvent): number => events.push(event)
    const transcript = await engine.transcribe(await source('speech.wav'), {}, { onEvent })

    expect(SENTENCE.split(' ')).toHaveLength(25)
    expect(wordErrors(transcript.text, SENTENCE)).toBeLessThanOrEqual(3)
    expect(transcriptSchema.safeParse(transcript).success).toBe(true)
    expect(transcript.language).toBe('en')
    expect(transcript.warnings.map((warning) => warning.code)).toEqual(['low_accuracy_engine'])

    const words = transcript.segments.flatMap((segment) => segment.words ?? [])
    expect(words.length).toBeGreaterThan(20)
    words.forEach((word, index) => {
      expect(word.end).toBeGreaterThan(word.start)
      expect(word.start).toBeGreaterThanOrEqual(words[index - 1]?.end ?? 0)
      expect(word.text).toMatch(/^[a-z'.-]+$/)
      expect(word.confidence).toBeLessThanOrEqual(1)
    })
    expect(words.at(-1)?.end).toBeLessThanOrEqual(transcript.duration ?? 0)

    const progress = events.flatMap((event) => (event.type === 'progress' ? [event.progress] : []))
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.at(-1)).toBe(1)
    expect(events.some((event) => event.type === 'partial' && event.text.includes('brown'))).toBe(
      true,
    )
  })

  it('hears a stream like a file, and keeps the time line of a video whose sound begins late', async () => {
    const plain = await engine.transcribe(await source('speech.wav'))
    const late = await engine.transcribe(await source('late.mp4', false), { language: 'en-US' })
    const start = (t: typeof plain): number => t.segments[0]?.words?.[0]?.start ?? -9
    expect(Math.abs(start(late) - start(plain) - 2)).toBeLessThan(0.15)
  })

  it('answers silence with an empty transcript that says so', async () => {
    const transcript = await engine.transcribe(await source('silence.flac'), { prompt: 'names' })
    expect(transcript).toMatchObject({ text: '', segments: [], duration: 3 })
    const codes = transcript.warnings.map((warning) => warning.code)
    expect(codes).toEqual(['low_accuracy_engine', 'no_speech_found', 'option_ignored'])
  })

  it('takes media exactly as long as allowed, and nothing longer', async () => {
    const input = await source('silence.flac')
    const exact = pocketsphinx({ limits: { seconds: 3 } })
    expect((await exact.transcribe(input)).duration).toBe(3)
    const shorter = pocketsphinx({ limits: { seconds: 2 } })
    const tooLong = { code: 'media_limit_exceeded' }
    await expect(shorter.transcribe(input)).rejects.toMatchObject(tooLong)
  })

  it('refuses other languages before it reads the media', async () => {
    const never: MediaSource = { name: 'a', type: 'b', bytes: 1, open: () => expect.fail('opened') }
    const refused = { code: 'unsupported_language' }
    await expect(engine.transcribe(never, { language: 'de' })).rejects.toMatchObject(refused)
    await expect(engine.transcribe(never, { language: 'enm' })).rejects.toMatchObject(refused)
  })

  it('stops when aborted', async () => {
    const controller = new AbortController()
    const input = await source('speech.wav')
    const context = { signal: controller.signal, onEvent: () => controller.abort() }
    const run = engine.transcribe(input, {}, context)
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
  })

  it('names the packages when the program is missing', async () => {
    vi.stubEnv('POCKETSPHINX_PATH', '/nonexistent/pocketsphinx')
    vi.stubEnv('POCKETSPHINX_CONTINUOUS_PATH', '/nonexistent/pocketsphinx')
    await expect(engine.transcribe(await source('speech.wav'))).rejects.toMatchObject({
      code: 'program_missing',
      message: expect.stringContaining('apt-get install pocketsphinx pocketsphinx-en-us'),
    })
  })

  it('names the packages when only the model is missing', async () => {
    // The real program, told to look for its model where there is none.
    const script = `#!/bin/sh\nexec /usr/bin/env pocketsphinx_continuous -hmm ./none "$@"\n`
    await writeFile(at('no-model'), script)
    await chmod(at('no-model'), 0o755)
    vi.stubEnv('POCKETSPHINX_CONTINUOUS_PATH', at('no-model'))
    await expect(engine.transcribe(await source('speech.wav'))).rejects.toMatchObject({
      code: 'program_missing',
      message: expect.stringMatching(/^The English model .* pocketsphinx-en-us/),
    })
  })

  it('prefers the newer command line: `live` on a file, JSON lines', async () => {
    const line = '{"b":0.1,"d":0.5,"p":1.0,"t":"hello","w":[{"b":0.1,"d":0.5,"p":0.9,"t":"hello"}]}'
    const script = `#!/bin/sh\n[ "$*" = "live audio.wav" ] && [ -s audio.wav ] || exit 9\necho '${line}'\n`
    await writeFile(at('newer'), script)
    await chmod(at('newer'), 0o755)
    vi.stubEnv('POCKETSPHINX_PATH', at('newer'))
    const transcript = await engine.transcribe(await source('silence.flac'))
    expect(transcript.segments).toEqual([
      {
        start: 0.1,
        end: 0.6,
        text: 'hello',
        words: [{ text: 'hello', start: 0.1, end: 0.6, confidence: 0.9 }],
      },
    ])
  })
})
