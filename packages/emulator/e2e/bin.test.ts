import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url))
const sample = new URL('../sample/water-cycle.mp4', import.meta.url)

async function start(...args: string[]) {
  const child = spawn(process.execPath, [bin, ...args])
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exited = once(child, 'exit')
  while (!stdout.includes('Ctrl-C') && child.exitCode === null) {
    await Promise.race([once(child.stdout, 'data'), exited])
  }
  return { child, exited, stdout: () => stdout, stderr: () => stderr }
}

describe('the built cuekit-emulator', () => {
  it('serves the sample from its package and ends on SIGINT', async () => {
    const { child, exited, stdout } = await start('--port', '0')
    try {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout())?.[0]
      const form = new FormData()
      form.set('model', 'whisper-1')
      form.set('response_format', 'text')
      form.set('file', new Blob([await readFile(sample)]), 'water.mp4')
      const response = await fetch(`${url}/v1/audio/transcriptions`, {
        method: 'POST',
        headers: { authorization: 'Bearer sk-test' },
        body: form,
      })
      expect(await response.text()).toMatch(/^The water cycle is .* for life on Earth\.\n$/)
    } finally {
      child.kill('SIGINT')
    }
    expect(await exited).toEqual([0, null])
  })

  it('says what is wrong with its arguments', async () => {
    const { exited, stderr } = await start('--port', 'http')
    expect(await exited).toEqual([1, null])
    expect(stderr()).toBe(
      'cuekit-emulator: --port has to be a number from 0 to 65535, not "http".\n',
    )
  })
})
