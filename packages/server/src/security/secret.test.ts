import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { testFolder } from '../fixtures/open-server.ts'
import { createSign, storedSecret } from './secret.ts'

describe('storedSecret', () => {
  it('makes a secret once, readable by this user only', async () => {
    const folder = join(await testFolder(), 'new')
    const secret = storedSecret(folder)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(storedSecret(folder)).toBe(secret)
    expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect(await readdir(folder)).toEqual(['secret'])
  })

  it('says what to do when it cannot, without the path', async () => {
    const folder = await testFolder()
    await writeFile(join(folder, 'file'), '')
    expect(() => storedSecret(join(folder, 'file'))).toThrow(/ENOTDIR.*pass `secret`/)
    await mkdir(join(folder, 'secret'))
    const error = (() => {
      try {
        return storedSecret(folder)
      } catch (thrown) {
        return thrown
      }
    })()
    expect(String(error)).not.toContain(folder)
  })

  it('keeps what stands in the file', async () => {
    const folder = await testFolder()
    await writeFile(join(folder, 'secret'), 'a secret of mine\n')
    expect(storedSecret(folder)).toBe('a secret of mine')
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('a secret of mine\n')
  })

  it.each(['', '\n', 'short'])('never signs with %j', async (left) => {
    const folder = await testFolder()
    await writeFile(join(folder, 'secret'), left)
    expect(() => storedSecret(folder)).toThrow(/fewer than 16 characters/)
  })
})

describe('createSign', () => {
  it('asks for the secret at the first signature, and separates uses', () => {
    let asked = 0
    const sign = createSign(() => {
      asked += 1
      return 'secret'
    })
    expect(asked).toBe(0)
    expect(sign('link', 'x')).toBe(sign('link', 'x'))
    expect(sign('link', 'x')).not.toBe(sign('authorize', 'x'))
    expect(asked).toBe(2)
  })
})
