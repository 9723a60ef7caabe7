import { spawnSync } from 'node:child_process'
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { testFolder } from './fixtures/make-media.ts'
import { removeLeftFolders } from './remove-left-folders.ts'

const at = await testFolder()
/** Of a process that has ended. */
const dead = spawnSync(process.execPath, ['--version']).pid

describe('removeLeftFolders', () => {
  it('removes what a killed process has left, and nothing else', async () => {
    const old = new Date(Date.now() - 2 * 3600_000)
    const names = {
      left: `cuekit-${dead}-abcdef`,
      young: `cuekit-${dead}-young1`,
      ours: `cuekit-${process.pid}-abcdef`,
      foreign: 'cuekit-test-abcdef',
      file: `cuekit-${dead}-afile1`,
      link: `cuekit-${dead}-alink1`,
    }
    for (const name of [names.left, names.young, names.ours, names.foreign]) {
      await mkdir(at(name))
      await writeFile(at(`${name}/audio.wav`), '')
      if (name !== names.young) await utimes(at(name), old, old)
    }
    await writeFile(at(names.file), '')
    await utimes(at(names.file), old, old)
    await symlink(at(names.foreign), at(names.link))
    await removeLeftFolders(at('.'))
    const kept = Object.values(names).filter((name) => name !== names.left)
    expect((await readdir(at('.'))).sort()).toEqual(kept.sort())
    expect(await readdir(at(names.foreign))).toEqual(['audio.wav'])
  })

  it('does not mind a folder that is not there', async () => {
    await expect(removeLeftFolders(at('nowhere'))).resolves.toBeUndefined()
  })
})
