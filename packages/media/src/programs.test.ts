import { chmod, writeFile } from 'node:fs/promises'
import { delimiter, dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testFolder } from './fixtures/make-media.ts'
import { mediaPrograms } from './media-programs.ts'
import { findProgram } from './programs.ts'

const at = await testFolder()
const folder = dirname(at('x'))

describe('findProgram', () => {
  it('looks in PATH, again after a miss, and takes only files that may be executed', async () => {
    const env = { PATH: ['relative', '/nonexistent', folder].join(delimiter) }
    expect(findProgram('tool-a', { env })).toBeUndefined()
    await writeFile(at('tool-a'), '#!/bin/sh\n')
    expect(findProgram('tool-a', { env })).toBeUndefined()
    await chmod(at('tool-a'), 0o755)
    expect(findProgram('tool-a', { env })).toBe(at('tool-a'))
  })

  it('prefers the variable, and does not hide a wrong one', async () => {
    await writeFile(at('tool-b'), '#!/bin/sh\n')
    await chmod(at('tool-b'), 0o755)
    const env = { PATH: folder, TOOL_B_PATH: at('tool-a') }
    expect(findProgram('tool-b', { env })).toBe(at('tool-a'))
    expect(findProgram('tool-b', { env: { ...env, TOOL_B_PATH: at('typo') } })).toBeUndefined()
    expect(findProgram('tool-b', { env: { ...env, TOOL_B_PATH: folder } })).toBeUndefined()
  })
})

describe('mediaPrograms', () => {
  it('tells what is installed, where, and which version', { timeout: 30_000 }, async () => {
    const programs = await mediaPrograms()
    expect(programs.map(({ name, found }) => [name, found])).toEqual([
      ['ffmpeg', true],
      ['ffprobe', true],
      ['pocketsphinx', true],
      ['prlimit', true],
    ])
    expect(programs[0]?.version).toMatch(/^\S*\d+\.\d+/)
    expect(programs[3]?.version).toMatch(/^\d+\.\d+/)
    expect(programs.every(({ path }) => path?.startsWith('/'))).toBe(true)
  })
})
