import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { testFolder } from './fixtures/make-media.ts'
import { runProgram } from './run-program.ts'

const at = await testFolder()
const node = process.execPath
const script = (text: string, ...args: string[]): string[] => ['-e', text, ...args]

/** A program that starts a child of its own, writes both pids and waits. */
const FAMILY = `
  const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'inherit' })
  require('node:fs').writeFileSync(process.argv[1], process.pid + ' ' + child.pid)
  console.log('ready')
  setInterval(() => {}, 1000)`

// A killed process whose parent has not looked yet is a zombie: it is dead all the same.
async function isAlive(pid: number): Promise<boolean> {
  const status = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
  return status !== '' && !status.startsWith('Z')
}

async function expectDead(file: string): Promise<void> {
  const pids = (await readFile(file, 'utf8')).split(' ').map(Number)
  expect(pids).toHaveLength(2)
  await expect
    .poll(async () => (await Promise.all(pids.map(isAlive))).includes(true), { timeout: 10_000 })
    .toBe(false)
}

describe('runProgram', { timeout: 30_000 }, () => {
  it('gives exit code, stdout and stderr, and passes arguments as they are', async () => {
    const text = 'process.stdout.write(process.argv[1]); console.error("oops"); process.exit(3)'
    const result = await runProgram(node, { args: script(text, '$(id); "a b" *') })
    expect(result).toMatchObject({ ended: 'exit', exitCode: 3, killedBy: null, stderr: 'oops\n' })
    expect(Buffer.from(result.stdout).toString()).toBe('$(id); "a b" *')
  })

  it('runs in a private folder that is gone afterwards, and sees no variable of ours', async () => {
    process.env['CUEKIT_TEST_SECRET'] = 'sk-1'
    const text = `const { mode } = require('node:fs').statSync('.')
      console.log(JSON.stringify({ cwd: process.cwd(), mode: (mode & 0o777).toString(8), env: process.env }))`
    const { stdout } = await runProgram(node, { args: script(text) })
    delete process.env['CUEKIT_TEST_SECRET']
    const seen = JSON.parse(Buffer.from(stdout).toString()) as {
      cwd: string
      mode: string
      env: object
    }
    expect(seen.mode).toBe('700')
    expect(JSON.stringify(seen.env)).not.toContain('sk-1')
    await expect(readFile(seen.cwd)).rejects.toThrow('ENOENT')
  })

  it('drains megabytes of stderr and keeps the end', async () => {
    const text =
      'for (let i = 0; i < 50_000; i++) console.error("line " + i + " " + "x".repeat(60))'
    const result = await runProgram(node, { args: script(text) })
    expect(result.exitCode).toBe(0)
    expect(result.stderr).toContain('line 49999 ')
    expect(result.stderr.length).toBeLessThanOrEqual(16 * 1024)
  })

  it('ends a program that writes more than it may', async () => {
    const text = 'setInterval(() => process.stdout.write("x".repeat(65536)), 1)'
    const result = await runProgram(node, { args: script(text), limits: { stdoutBytes: 100_000 } })
    expect(result.ended).toBe('stdout-limit')
    expect(result.stdout.byteLength).toBeLessThanOrEqual(100_000)
  })

  it('hands stdout over as it comes', async () => {
    let text = ''
    await runProgram(node, {
      args: script('console.log("one"); setTimeout(() => console.log("two"), 50)'),
      read: async (stdout) => {
        for await (const chunk of stdout) text += Buffer.from(chunk).toString()
      },
    })
    expect(text).toBe('one\ntwo\n')
  })

  it('ends the program when its reader fails, and throws the error of the reader', async () => {
    const run = runProgram(node, {
      args: script(FAMILY, at('reader')),
      read: async (stdout) => {
        for await (const _chunk of stdout) throw new RangeError('enough')
      },
    })
    await expect(run).rejects.toThrow('enough')
    await expectDead(at('reader'))
  })

  it('abort kills the program and its children, then throws aborted', async () => {
    const controller = new AbortController()
    const run = runProgram(node, {
      args: script(FAMILY, at('abort')),
      signal: controller.signal,
      read: async (stdout) => {
        for await (const _chunk of stdout) controller.abort()
      },
    })
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    await expectDead(at('abort'))
  })

  it('an aborted signal starts nothing', async () => {
    const run = runProgram(node, { args: script(FAMILY, at('never')), signal: AbortSignal.abort() })
    await expect(run).rejects.toMatchObject({ code: 'aborted' })
    await expect(readFile(at('never'))).rejects.toThrow('ENOENT')
  })

  it('wall time ends the program and its children', async () => {
    const limits = { wallMs: 1500 }
    const result = await runProgram(node, { args: script(FAMILY, at('wall')), limits })
    expect(result).toMatchObject({ ended: 'wall-time', exitCode: null })
    await expectDead(at('wall'))
  })

  it('processor time is limited by the kernel', async () => {
    const args = script('for (;;) {}')
    const result = await runProgram(node, { args, limits: { cpuSeconds: 1, wallMs: 25_000 } })
    expect(result.ended).toBe('exit')
    expect(['SIGKILL', 'SIGXCPU']).toContain(result.killedBy)
  })

  it('says program_missing for a program that is not there', async () => {
    const run = runProgram('/nonexistent/program', { args: [] })
    await expect(run).rejects.toMatchObject({ code: 'program_missing' })
  })
})
