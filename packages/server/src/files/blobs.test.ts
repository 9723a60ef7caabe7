import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isCuekitError } from '@cuekit/core'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { blobStoreContract } from '../testing/blob-store-contract.ts'
import { fileBlobs } from './blobs.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cuekit-blobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function* body(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

describe('fileBlobs keeps the contract of BlobStore', () => {
  it.each(blobStoreContract)('$name', ({ run }) =>
    run(async () => fileBlobs({ folder: join(folder, 'blobs') })),
  )
})

describe('fileBlobs', () => {
  it('makes folders and files that only this user can read, and leaves no part behind', async () => {
    const root = join(folder, 'blobs')
    const blobs = fileBlobs({ folder: root })
    await blobs.put('task/a.mp3', body('x'), { maxBytes: 1 })
    await blobs.put('task/b.mp3', body('xx'), { maxBytes: 1 }).catch(() => {})
    const mode = async (path: string) => (await stat(path)).mode & 0o777
    expect(await mode(root)).toBe(0o700)
    expect(await mode(join(root, 'task'))).toBe(0o700)
    expect(await mode(join(root, 'task/a.mp3'))).toBe(0o600)
    expect(await readdir(join(root, 'task'))).toEqual(['a.mp3'])
  })

  it('refuses every key that is not one of ours', async () => {
    const root = join(folder, 'blobs')
    const blobs = fileBlobs({ folder: root })
    await writeFile(join(folder, 'secret'), 'secret')
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('..', '.', '', 'a', 'secret', '/', '\\', '\0', '.hidden'), {
          minLength: 1,
          maxLength: 5,
        }),
        async (parts) => {
          const key = parts.join('/')
          const stored = await blobs.stat(key).catch((error: unknown) => error)
          if (stored === null) expect(key).toMatch(/^(a|secret)(\/(a|secret))*$/)
          else expect(isCuekitError(stored)).toBe(true)
        },
      ),
    )
    await expect(blobs.deleteTask('..')).rejects.toMatchObject({ code: 'internal' })
    await expect(blobs.deleteTask('')).rejects.toMatchObject({ code: 'internal' })
  })

  it('opens a file with the first read: Next drops answers whose client has left without cancelling them', async () => {
    const blobs = fileBlobs({ folder })
    await blobs.put('task/a', body('hello'), { maxBytes: 5 })
    const dropped = await blobs.get('task/a')
    await rm(join(folder, 'task/a'))
    await expect(dropped?.body.getReader().read()).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('does not follow a link out of the folder', async () => {
    const root = join(folder, 'blobs')
    await writeFile(join(folder, 'secret'), 'secret')
    await mkdir(join(root, 'task'), { recursive: true })
    await symlink(join(folder, 'secret'), join(root, 'task/a'))
    expect(await fileBlobs({ folder: root }).get('task/a')).toBeNull()
  })

  it('says why the folder cannot be used without saying where it is', async () => {
    await writeFile(join(folder, 'file'), '')
    const blobs = fileBlobs({ folder: join(folder, 'file') })
    const error = await blobs.put('task/a', body('x'), { maxBytes: 1 }).catch((e: unknown) => e)
    expect(isCuekitError(error) && error.message).toContain('ENOTDIR')
    expect(JSON.stringify(error)).not.toContain(folder)
  })
})
