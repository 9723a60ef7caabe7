import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSrt, parseVtt } from '@cuekit/core/subtitles'
import { createEmulator, type Emulator, waterCycle } from '@cuekit/emulator'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from './browser.ts'
import { type DemoServer, startDemo } from './demo-server.ts'
import { SPOKEN, speakMp4, speakWav, wordErrorRate } from './speech.ts'

const SAMPLE = fileURLToPath(waterCycle.videoUrl)
const backends = [
  { name: 'Next.js route handlers', endpoint: '/api/cuekit' },
  { name: 'Express middleware', endpoint: '/express/cuekit' },
]

let demo: DemoServer
let browser: Browser
let folder: string
let speech: string
let context: BrowserContext
let page: Page
let requests: string[]
let problems: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-e2e-'))
  speech = join(folder, 'speech.wav')
  await speakWav(speech)
  demo = await startDemo()
  browser = await launchChromium([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${speech}`,
  ])
})
afterAll(async () => {
  await browser?.close()
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  context = await browser.newContext({ permissions: ['microphone'], acceptDownloads: true })
  page = await context.newPage()
  requests = []
  problems = []
  page.on('request', (request) => requests.push(new URL(request.url()).pathname))
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  await page.goto(demo.url)
})
afterEach(async () => {
  await context.close()
  expect(problems).toEqual([])
})

async function choose(name: string): Promise<void> {
  await page.getByRole('radio', { name }).check({ force: true })
  // What the page asked before is the other back end's.
  requests.length = 0
}
const upload = (path: string): Promise<void> => page.getByTestId('file').setInputFiles(path)
const captionsReady = (): Promise<unknown> =>
  page.waitForFunction(
    () => (document.querySelector('video')?.textTracks[0]?.cues?.length ?? 0) > 0,
    undefined,
    { timeout: 90_000 },
  )

/** Text of the captions the player shows at a moment of the media. */
async function captionAt(seconds: number): Promise<string> {
  return page.evaluate(async (time) => {
    const video = document.querySelector('video')
    if (!video) throw new Error('no player')
    video.pause()
    if (video.readyState < 2) {
      await new Promise((resolve) => video.addEventListener('loadeddata', resolve, { once: true }))
    }
    const seeked = new Promise((resolve) =>
      video.addEventListener('seeked', resolve, { once: true }),
    )
    video.currentTime = time
    await seeked
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const active = video.textTracks[0]?.activeCues ?? []
    return Array.from(active, (cue) => (cue as VTTCue).text).join('\n')
  }, seconds)
}

async function download(name: RegExp): Promise<{ text: string; file: string }> {
  const [event] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name }).click(),
  ])
  return { text: await readFile(await event.path(), 'utf8'), file: event.suggestedFilename() }
}

describe.each(backends)('through $name', ({ name, endpoint }) => {
  it('turns the sample video into captions that play in time, and into files', async () => {
    await choose(name)
    await upload(SAMPLE)
    await captionsReady()

    expect(
      requests.filter((path) => path.endsWith('/tasks') && path.startsWith(endpoint)),
    ).not.toEqual([])
    expect(
      requests.filter((path) => path.includes('/cuekit/') && !path.startsWith(endpoint)),
    ).toEqual([])

    expect((await captionAt(1.2)).replace(/\s+/g, ' ')).toContain(
      'The water cycle is a natural circular system.',
    )
    expect((await captionAt(4.6)).replace(/\s+/g, ' ')).toContain('Water evaporates')
    expect((await captionAt(11)).replace(/\s+/g, ' ')).toContain('vital for life on Earth.')
    expect(await captionAt(0.05)).toBe('')

    const words = waterCycle.transcript.segments.flatMap((segment) => segment.words ?? [])
    const srt = await download(/SubRip/)
    expect(srt.file).toBe('water-cycle.srt')
    const cues = parseSrt(srt.text)
    expect(cues.diagnostics).toEqual([])
    expect(
      cues.cues
        .flatMap((cue) => cue.lines)
        .join(' ')
        .split(' '),
    ).toEqual(words.map((word) => word.text))
    expect(cues.cues[0]?.start).toBeCloseTo(0.216, 3)

    const vtt = await download(/WebVTT/)
    expect(vtt.text.startsWith('WEBVTT')).toBe(true)
    expect(parseVtt(vtt.text).cues.map((cue) => cue.lines)).toEqual(
      cues.cues.map((cue) => cue.lines),
    )
  })

  it('hears real speech, highlights the spoken word and seeks on click', async () => {
    await choose(name)
    await upload(speech)
    await captionsReady()

    const transcript = page.getByRole('region', { name: 'Transcript' })
    const heard = await transcript.locator('button').allInnerTexts()
    expect(wordErrorRate(SPOKEN, heard.join(' '))).toBeLessThan(0.35)

    const word = transcript.locator('button').nth(6)
    await word.click()
    await expect.poll(() => word.getAttribute('aria-current'), { timeout: 5000 }).toBe('true')
    const time = await page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
    expect(time).toBeGreaterThan(0.5)
  })

  it('takes a 100 MB MP4 and reports what has really left', async () => {
    const big = join(folder, 'big.mp4')
    await speakMp4(big, 100)
    const { size } = await stat(big)
    expect(size).toBeGreaterThan(100_000_000)

    await choose(name)
    // A slower line, so that there is something to see.
    const cdp = await context.newCDPSession(page)
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 40_000_000,
    })
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(window, { seenProgress: seen })
      new MutationObserver(() => {
        const bar = document.querySelector<HTMLProgressElement>('[data-step="upload"] progress')
        if (bar?.hasAttribute('value') && seen.at(-1) !== bar.value) seen.push(bar.value)
      }).observe(document.body, { subtree: true, attributes: true, childList: true })
    })
    await upload(big)
    await captionsReady()

    const seen = await page.evaluate(
      () => (window as unknown as { seenProgress: number[] }).seenProgress,
    )
    expect(seen.length).toBeGreaterThan(3)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(
      wordErrorRate(SPOKEN, await page.getByRole('region', { name: 'Transcript' }).innerText()),
    ).toBeLessThan(0.5)
  })

  it('cancels an upload in the middle and leaves nothing behind', async () => {
    await choose(name)
    const cdp = await context.newCDPSession(page)
    await cdp.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: 200_000,
    })
    await upload(join(folder, 'big.mp4'))
    await page.waitForFunction(() => (document.querySelector('progress')?.value ?? 0) > 0)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Cancelled.').waitFor()

    const tasks = await page.evaluate(
      async (base) => (await fetch(`${base}/tasks`)).json(),
      endpoint,
    )
    expect(tasks.tasks).toEqual([])
  })

  it('transcribes a recording from the microphone', async () => {
    await choose(name)
    await page.getByRole('button', { name: 'Record' }).click()
    await page.getByRole('button', { name: /^Stop/ }).waitFor()
    await page.waitForTimeout(6000)
    await page.getByRole('button', { name: /^Stop/ }).click()
    await captionsReady()
    const heard = await page
      .getByRole('region', { name: 'Transcript' })
      .locator('button')
      .allInnerTexts()
    expect(heard.length).toBeGreaterThan(5)
    // It begins somewhere in the sentence, so words are looked for and not their order.
    const said = new Set(SPOKEN.split(' '))
    const right = heard.filter((word) => said.has(word.toLowerCase()))
    expect(right.length / heard.length).toBeGreaterThan(0.4)
  })
})

describe('the page', () => {
  it('reads through Next what was created through Express', async () => {
    await choose('Express middleware')
    await upload(SAMPLE)
    await captionsReady()
    await page.getByRole('button', { name: 'Another file' }).click()
    await choose('Next.js route handlers')
    await page.getByRole('button', { name: 'water-cycle.mp4' }).click()
    await captionsReady()
    expect(requests.some((path) => path.startsWith('/api/cuekit/tasks/'))).toBe(true)
  })

  it('takes a file that is dropped on it', async () => {
    const bytes = await readFile(SAMPLE, 'base64')
    const dropped = await page.evaluateHandle((base64) => {
      const data = new DataTransfer()
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      data.items.add(new File([content], 'dropped.mp4', { type: 'video/mp4' }))
      return data
    }, bytes)
    const target = page.getByRole('region', { name: 'Choose media' })
    await target.dispatchEvent('dragover', { dataTransfer: dropped })
    expect(await target.getAttribute('data-over')).toBe('true')
    await target.dispatchEvent('drop', { dataTransfer: dropped })
    await captionsReady()
    expect(await captionAt(1.2)).toContain('water')
  })

  it('goes on with the task after a reload', async () => {
    await upload(speech)
    await page.waitForFunction(
      () =>
        document.querySelector('[data-step="upload"][data-state="done"]') !== null ||
        document.querySelector('video') !== null,
    )
    await page.reload()
    await captionsReady()
  })

  it('shows the captions in the picture', async () => {
    await upload(SAMPLE)
    await captionsReady()
    await captionAt(1.2)
    const player = page.locator('video')
    const shown = await player.screenshot()
    await page.evaluate(() => {
      const track = document.querySelector('video')?.textTracks[0]
      if (track) track.mode = 'hidden'
    })
    await page.waitForTimeout(200)
    const hidden = await player.screenshot()
    expect(shown.equals(hidden)).toBe(false)
  })

  it('says what is wrong with a file that is not media, and lets another be chosen', async () => {
    const text = join(folder, 'notes.mp4')
    await import('node:fs/promises').then(({ writeFile }) =>
      writeFile(text, 'Dear diary, this is not a video.\n'.repeat(50)),
    )
    await upload(text)
    await page.getByRole('alert').getByText('unsupported_media').waitFor()
    problems = problems.filter((problem) => !problem.includes('415'))
    await page.getByRole('button', { name: 'Choose another file' }).click()
    await page.getByRole('heading', { name: 'Drop audio or video here' }).waitFor()
  })
})

describe('with a key', () => {
  let service: Awaited<ReturnType<Emulator['listen']>>
  let emulator: Emulator
  beforeAll(async () => {
    emulator = createEmulator({ apiKeys: ['sk-mine'] })
    service = await emulator.listen()
  })
  afterAll(() => emulator.close())

  it.each([
    ['Let’sAPI', 'LETSAPI', '/v1', 'POST /v1/audio/transcriptions'],
    ['302.AI', 'AI302', '', 'POST /302/vt/subtitle/extract'],
  ])('talks to %s at its base URL, once', async (name, prefix, path, call) => {
    emulator.ledger.clear()
    const keyed = await startDemo({
      [`${prefix}_API_KEY`]: 'sk-mine',
      [`${prefix}_BASE_URL`]: `${service.url}${path}`,
    })
    try {
      await page.goto(keyed.url)
      await page.getByRole('note').getByText(`Transcribed by ${name}`).waitFor()
      await page.getByLabel('Spoken language').selectOption('en')
      await upload(SAMPLE)
      await captionsReady()
      expect(await captionAt(1.2)).toContain('water')
      const calls = emulator.ledger.calls.map(({ method, path: at }) => `${method} ${at}`)
      expect(calls.filter((entry) => entry === call)).toHaveLength(1)
      expect(keyed.output()).not.toContain('sk-mine')
      expect(await page.content()).not.toContain('sk-mine')
    } finally {
      await keyed.stop()
    }
  })
})

describe('the 302.AI back end', () => {
  it('submits, polls and gets captions by a link the service fetches', async () => {
    const other = await startDemo({ CUEKIT_DEMO_ENGINE: 'ai302' })
    try {
      await page.goto(other.url)
      await upload(SAMPLE)
      await captionsReady()
      expect(await captionAt(1.2)).toContain('water')
    } finally {
      await other.stop()
    }
  })
})
