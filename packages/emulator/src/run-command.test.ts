import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from './emulator.ts'
import { runCommand } from './run-command.ts'
import { waterCycle } from './sample.ts'

const run = promisify(execFile)
const curl = (args: string[]) => run('curl', args)
const sample = fileURLToPath(waterCycle.audioUrl)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-command-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const running: Emulator[] = []
afterEach(() => Promise.all(running.splice(0).map((emulator) => emulator.close())))

async function start(env?: NodeJS.ProcessEnv): Promise<{ text: string; url: string }> {
  let text = ''
  const print = (more: string) => (text += more)
  const emulator = await runCommand(['--port', '0'], { print, ...(env && { env }) })
  if (emulator !== undefined) running.push(emulator)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
  expect(url).toBeDefined()
  return { text, url: url ?? '' }
}

describe('cuekit-emulator', { timeout: 120_000 }, () => {
  it('says who hears', async () => {
    expect((await start()).text).toMatch(/pocketsphinx hears: English only, at low accuracy/)
    expect((await start({ PATH: folder })).text).toMatch(/Nothing hears: .*\n.*apt-get install/)
  })

  it('prints a curl line that works, pasted into a shell', async () => {
    const { text, url } = await start()
    const line = /curl [\s\S]*?response_format=srt/.exec(text)?.[0] ?? ''
    await copyFile(sample, join(folder, 'talk.mp3'))
    const shell = run('sh', ['-c', line.replace('curl', 'curl -s')], {
      cwd: folder,
    })
    expect((await shell).stdout).toBe(
      '1\n00:00:00,216 --> 00:00:02,859\nThe water cycle is a natural circular system.\n\n' +
        '2\n00:00:03,500 --> 00:00:09,087\nWater evaporates from the ground, forms clouds, and then returns to the ground in the form of rain.\n\n' +
        '3\n00:00:09,687 --> 00:00:12,651\nThis cyclical process is vital for life on Earth.\n\n',
    )
    const ledger = (await (await fetch(`${url}/_emulator/ledger`)).json()) as { calls: object[] }
    expect(ledger.calls).toMatchObject([{ path: '/v1/audio/transcriptions', status: 200 }])
  })

  it('hears other speech with pocketsphinx', async () => {
    const { url } = await start()
    const wav = join(folder, 'speech.wav')
    await run('ffmpeg', [
      ...['-v', 'error', '-f', 'lavfi', '-i'],
      ...["flite=text='the rain falls on the green field':voice=rms", wav],
    ])
    const { stdout } = await curl([
      ...['-s', `${url}/v1/audio/transcriptions`, '-H', 'Authorization: Bearer sk-test'],
      ...['-F', `file=@${wav}`, '-F', 'model=whisper-1', '-F', 'response_format=verbose_json'],
      ...['-F', 'timestamp_granularities[]=word'],
    ])
    const answer = JSON.parse(stdout) as { language: string; text: string; words: object[] }
    expect(answer).toMatchObject({ task: 'transcribe', language: 'english' })
    expect(answer.text).toMatch(/rain .*green field/)
    expect(answer.words.length).toBeGreaterThan(4)
  })

  it('prints its usage, and refuses what it does not know', async () => {
    let text = ''
    const print = (more: string) => (text += more)
    expect(await runCommand(['--help'], { print })).toBeUndefined()
    expect(text).toContain('Usage: cuekit-emulator')
    await expect(runCommand(['--prot', '1'], { print })).rejects.toThrow('--prot')
    await expect(runCommand(['--port', 'x'], { print })).rejects.toThrow('--port has to be')
  })
})

describe('the curl lines of the services’ documents', { timeout: 60_000 }, () => {
  it('transcribe as Let’sAPI prints it, with its empty fields', async () => {
    const { url } = await start()
    const { stdout } = await curl([
      ...['-s', '--location', '--request', 'POST', `${url}/v1/audio/transcriptions`],
      ...['--header', 'Content-Type: multipart/form-data', '--header', 'Accept: application/json'],
      ...['--header', 'Authorization: Bearer sk-test'],
      ...['--form', `file=@"${sample}"`, '--form', 'model="whisper-1"', '--form', 'prompt=""'],
      ...['--form', 'response_format="verbose_json"', '--form', 'temperature="0"'],
      ...['--form', 'language=""'],
    ])
    const answer = JSON.parse(stdout) as { text: string; segments: object[]; words?: object[] }
    expect(answer.text).toBe(waterCycle.transcript.text)
    expect(answer).toMatchObject({ task: 'transcribe', language: 'english', duration: 13.2 })
    expect(answer.segments).toHaveLength(3)
    expect(answer).not.toHaveProperty('words')
  })

  it('poll as 302.AI prints it, with its empty task id', async () => {
    const { url } = await start()
    const { stdout } = await curl([
      ...['-s', '--location', '--request', 'GET', `${url}/302/vt/tasks/subtitle/`],
      ...['--header', 'Authorization: Bearer sk-test'],
    ])
    expect(JSON.parse(stdout)).toMatchObject({ error: { err_code: -10010, type: 'api_error' } })
  })

  it('send more than 25 MiB and still receive the recorded 413', async () => {
    const { url } = await start()
    const big = join(folder, 'big.mp3')
    await writeFile(big, '')
    await truncate(big, 30_000_000)
    const { stdout } = await curl([
      ...['-s', '-w', ' %{http_code}', `${url}/v1/audio/transcriptions`],
      ...['-H', 'Authorization: Bearer sk-test', '-F', `file=@${big}`, '-F', 'model=whisper-1'],
    ])
    expect(stdout).toMatch(
      /^\{"error":\{"message":"413: Maximum content size limit \(26214400\) exceeded \(300\d{5} bytes read\)".*\} 413$/,
    )
  })
})
