import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { type Trial, wrappers } from './wrappers.ts'

const trial: Trial = (command, args) =>
  new Promise((resolve) => {
    execFile(command, args, (error) => resolve(error === null))
  })

describe('wrappers', { timeout: 30_000 }, () => {
  it('limits what the kernel can limit', async () => {
    const words = await wrappers({ cpuSeconds: 7, memoryBytes: 5e8, fileBytes: 1024 }, trial)
    const [command = '', ...args] = [
      ...words,
      'sh',
      '-c',
      'ulimit -t; ulimit -v; ulimit -f; ulimit -c',
    ]
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    await once(child, 'close')
    // Seconds, KiB, blocks of 512 bytes.
    expect(text.split('\n').slice(0, 4)).toEqual(['7', '488281', '2', '0'])
  })

  it(
    'makes a child die with its parent, even when that is killed',
    { timeout: 30_000 },
    async () => {
      const [command, ...args] = [
        ...(await wrappers({}, trial)),
        'sh',
        '-c',
        'echo ready; exec sleep 600',
      ]
      const parent = `const { spawn } = require('node:child_process')
      const child = spawn(${JSON.stringify(command)}, ${JSON.stringify(args)}, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] })
      setInterval(() => {}, 1000)`
      const middle = spawn(process.execPath, ['-e', parent], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(middle.stdout, 'data')
      // The child holds the pipe: it closes when both are gone, and not before.
      const closed = once(middle.stdout, 'close')
      middle.kill('SIGKILL')
      await closed
    },
  )
})
