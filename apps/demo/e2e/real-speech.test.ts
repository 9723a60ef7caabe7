import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TaskView, Transcript } from '@cuekit/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DemoServer, startDemo } from './demo-server.ts'
import { SPOKEN, speakWav, wordErrorRate } from './speech.ts'

interface Clip {
  name: string
  path: string
  text: string
}
interface TimedWord {
  text: string
  start: number
}

let demo: DemoServer
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-speech-'))
  await speakWav(join(folder, 'spoken.wav'))
  demo = await startDemo()
})
afterAll(async () => {
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Recordings of people, listed in the folder's README as rows of file, seconds and text; extra to what is spoken here. */
function realClips(): Clip[] {
  const clips = process.env['CUEKIT_SPEECH_DIR']
  if (clips === undefined) return []
  const rows = readFileSync(join(clips, 'README.md'), 'utf8').matchAll(
    /^\| `([^`]+\.wav)` \| [^|]+ \| ([^|]+) \|/gm,
  )
  return [...rows].map(([, name = '', text = '']) => ({ name, path: join(clips, name), text }))
}

/** Through the server as any HTTP client goes: upload, follow, fetch. */
async function transcribe(path: string): Promise<Transcript> {
  const base = `${demo.url}/express/cuekit`
  const created = await fetch(`${base}/tasks?name=speech.wav&language=en`, {
    method: 'POST',
    headers: { 'content-type': 'audio/wav' },
    body: await readFile(path),
  })
  expect(created.status).toBe(202)
  const headers = { cookie: created.headers.getSetCookie()[0]?.split(';')[0] ?? '' }
  let task = (await created.json()) as TaskView
  while (task.status === 'queued' || task.status === 'processing') {
    await new Promise((resolve) => setTimeout(resolve, 200))
    task = (await (await fetch(`${base}/tasks/${task.id}`, { headers })).json()) as TaskView
  }
  expect(task.error).toBeUndefined()
  const answer = await fetch(`${base}/tasks/${task.id}/transcript`, { headers })
  return (await answer.json()) as Transcript
}

/** Word times that a person or an aligner measured, where the clip has them: `b` is the start in seconds. */
function reference(path: string): TimedWord[] {
  const file = path.replace(/\.wav$/, '.json')
  if (!existsSync(file)) return []
  const { w } = JSON.parse(readFileSync(file, 'utf8')) as { w: { t: string; b: number }[] }
  return w
    .map(({ t, b }) => ({ text: t.replace(/\(\d\)$/, ''), start: b }))
    .filter(({ text }) => !text.startsWith('<'))
}

/** Mean distance in milliseconds of starts, over words that were heard right, in order. */
function startError(said: TimedWord[], heard: TimedWord[]): { words: number; ms: number } {
  let sum = 0
  let words = 0
  let from = 0
  for (const { text, start } of heard) {
    const at = said.findIndex(
      (word, index) => index >= from && word.text === text && Math.abs(word.start - start) < 0.5,
    )
    if (at === -1) continue
    sum += Math.abs((said[at]?.start ?? 0) - start)
    words += 1
    from = at + 1
  }
  return { words, ms: Math.round((sum / Math.max(1, words)) * 1000) }
}

describe('speech through the server', () => {
  it('is heard with few wrong words and with times that grow', async () => {
    const { segments, text, duration } = await transcribe(join(folder, 'spoken.wav'))
    expect(wordErrorRate(SPOKEN, text)).toBeLessThan(0.3)
    const starts = segments.flatMap(({ words = [] }) => words.map(({ start }) => start))
    expect(starts.length).toBeGreaterThan(15)
    expect(starts).toEqual([...starts].sort((a, b) => a - b))
    expect(starts.at(-1)).toBeLessThan(duration ?? 0)
  })

  for (const clip of realClips()) {
    it(`hears ${clip.name}`, async () => {
      const { segments, text } = await transcribe(clip.path)
      const words = segments.flatMap((segment) => segment.words ?? [])
      const times = startError(reference(clip.path), words)
      const rate = wordErrorRate(clip.text, text)
      console.info(
        `${clip.name}: word error rate ${rate.toFixed(2)}`,
        times.words > 0 ? `, word starts off by ${times.ms} ms over ${times.words} words` : '',
      )
      expect(rate).toBeLessThan(0.9)
    })
  }
})
