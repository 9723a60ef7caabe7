import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { createAudioClient } from './client.ts'

const MiB = 1024 * 1024
const FILE_BYTES = 64 * MiB

// In a thread of its own, so that what it reads is not counted as ours.
const SINK = `
  const { createServer } = require('node:http')
  const { parentPort } = require('node:worker_threads')
  const server = createServer((request, response) => {
    let bytes = 0
    request.on('data', (chunk) => { bytes += chunk.length })
    request.on('end', () => {
      const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
      response.end(JSON.stringify({ text: JSON.stringify({ bytes, length: Number(length), encoding }) }))
    })
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

it('uploads 64 MiB from disk with its length announced and next to nothing of it in memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cuekit-upload-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'talk.mp3')
  const chunk = Buffer.alloc(MiB, 7)
  await pipeline(Readable.from(Array.from({ length: 64 }, () => chunk)), createWriteStream(path))

  const sink = new Worker(SINK, { eval: true })
  onTestFinished(async () => void (await sink.terminate()))
  const port = await new Promise<number>((resolve) => sink.once('message', resolve))

  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const held = (): number => {
    gc()
    return process.memoryUsage().arrayBuffers
  }
  const before = held()
  let most = 0
  const progress: number[] = []
  const client = createAudioClient({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey: 'k' })
  const { text } = await client.transcriptions.create(
    { file: { path }, model: 'whisper-1' },
    {
      // The last one comes when all has been handed over: Node's fetch would hold the whole file by then.
      onUploadProgress: ({ sent }) => {
        progress.push(sent)
        most = Math.max(most, held() - before)
      },
    },
  )

  const { bytes, length, encoding } = JSON.parse(text) as {
    bytes: number
    length: number
    encoding?: string
  }
  expect(bytes).toBeGreaterThan(FILE_BYTES)
  expect(length).toBe(bytes)
  expect(encoding).toBeUndefined()
  expect(progress.at(-1)).toBe(bytes)
  expect(most).toBeLessThan(FILE_BYTES / 2)
}, 30_000)

it('outlives a stream of a file that is not there, also while the key is still being fetched', async () => {
  const client = createAudioClient({
    baseURL: 'http://127.0.0.1:9/v1',
    apiKey: async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return 'k'
    },
    retry: false,
  })
  const stream = createReadStream(join(tmpdir(), 'no-such-file.mp3'))
  await expect(
    client.transcribe({ file: { stream, filename: 'talk.mp3' }, model: 'whisper-1' }),
  ).rejects.toMatchObject({ sent: 'nothing' })
})
