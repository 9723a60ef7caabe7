import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { isCuekitError } from '@cuekit/core'
import type { BlobStore } from '../ports/blob-store.ts'
import type { ContractCase } from './contract-case.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    isCuekitError(error) && error.code === code

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function text(blobs: BlobStore, key: string, range?: [number, number]) {
  const stored = await blobs.get(key, range ? { range } : {})
  if (!stored) return null
  const parts: Uint8Array[] = []
  for await (const part of stored.body) parts.push(part)
  const all = Buffer.concat(parts)
  assert.equal(all.byteLength, stored.bytes, 'bytes tells what the body gives')
  return all.toString()
}

/** What every `BlobStore` has to do. `make` gives an empty one. */
export const blobStoreContract: ContractCase<BlobStore>[] = [
  {
    name: 'put gives size and SHA-256, get and stat give the bytes back',
    async run(make) {
      const blobs = await make()
      const info = await blobs.put('task/a.mp3', chunks('hel', 'lo'), { maxBytes: 5 })
      const sha256 = createHash('sha256').update('hello').digest('hex')
      assert.deepEqual(info, { bytes: 5, sha256 })
      assert.equal(await text(blobs, 'task/a.mp3'), 'hello')
      assert.deepEqual(await blobs.stat('task/a.mp3'), { bytes: 5 })
    },
  },
  {
    name: 'what is not there is null',
    async run(make) {
      const blobs = await make()
      assert.equal(await blobs.get('task/a'), null)
      assert.equal(await blobs.stat('task/a'), null)
      assert.equal(await blobs.localFile('task/a'), null)
    },
  },
  {
    name: 'ranges are inclusive and end with the blob',
    async run(make) {
      const blobs = await make()
      await blobs.put('task/a', chunks('0123456789'), { maxBytes: 10 })
      assert.equal(await text(blobs, 'task/a', [0, 0]), '0')
      assert.equal(await text(blobs, 'task/a', [3, 5]), '345')
      assert.equal(await text(blobs, 'task/a', [8, 99]), '89')
      await blobs.put('task/empty', chunks(), { maxBytes: 10 })
      assert.equal(await text(blobs, 'task/empty'), '')
    },
  },
  {
    name: 'more than maxBytes is payload_too_large, and nothing is kept',
    async run(make) {
      const blobs = await make()
      await assert.rejects(
        blobs.put('task/a', chunks('123', '456'), { maxBytes: 5 }),
        hasCode('payload_too_large'),
      )
      assert.equal(await blobs.stat('task/a'), null)
    },
  },
  {
    name: 'a body that fails or is aborted leaves nothing, and the older blob stays whole',
    async run(make) {
      const blobs = await make()
      await blobs.put('task/a', chunks('old'), { maxBytes: 10 })
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('new')
        throw new Error('the sender is gone')
      }
      await assert.rejects(blobs.put('task/a', broken(), { maxBytes: 10 }), /the sender is gone/)
      assert.equal(await text(blobs, 'task/a'), 'old')

      const aborter = new AbortController()
      async function* endless(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('x')
        aborter.abort()
        await new Promise(() => {})
      }
      await assert.rejects(
        blobs.put('task/b', endless(), { maxBytes: 10, signal: aborter.signal }),
        hasCode('aborted'),
      )
      assert.equal(await blobs.stat('task/b'), null)
    },
  },
  {
    name: 'a blob is not visible before it is complete',
    async run(make) {
      const blobs = await make()
      const seen: unknown[] = []
      async function* watched(): AsyncGenerator<Uint8Array> {
        yield Buffer.alloc(100_000)
        seen.push(await blobs.stat('task/a'))
        yield Buffer.alloc(100_000)
      }
      await blobs.put('task/a', watched(), { maxBytes: 200_000 })
      assert.deepEqual(seen, [null])
      assert.deepEqual(await blobs.stat('task/a'), { bytes: 200_000 })
    },
  },
  {
    name: 'localFile gives a path with the bytes',
    async run(make) {
      const blobs = await make()
      await blobs.put('task/a.wav', chunks('sound'), { maxBytes: 10 })
      const local = await blobs.localFile('task/a.wav')
      assert.ok(local)
      assert.equal(await readFile(local.path, 'utf8'), 'sound')
      await local.release()
      assert.equal(await text(blobs, 'task/a.wav'), 'sound')
    },
  },
  {
    name: 'deleteTask deletes all blobs of one task and no other, and again without complaint',
    async run(make) {
      const blobs = await make()
      await blobs.put('task/a', chunks('1'), { maxBytes: 1 })
      await blobs.put('task/b', chunks('2'), { maxBytes: 1 })
      await blobs.put('task2/a', chunks('3'), { maxBytes: 1 })
      await blobs.deleteTask('task')
      await blobs.deleteTask('task')
      assert.equal(await blobs.stat('task/a'), null)
      assert.equal(await blobs.stat('task/b'), null)
      assert.equal(await text(blobs, 'task2/a'), '3')
    },
  },
  {
    name: 'check can write',
    async run(make) {
      const blobs = await make()
      await blobs.check()
    },
  },
]
