import assert from 'node:assert/strict'
import { once } from 'node:events'
import { openSocket } from './raw-exchange.ts'
import { assertError, type Check, toTask } from './handler-contract-target.ts'

const MiB = 1024 * 1024

/** PCM silence, 16 kHz mono 16 bit, of exactly `bytes` bytes: real media of any size. Source: the RIFF WAVE format. */
function silence(bytes: number): Buffer {
  const wav = Buffer.alloc(bytes)
  wav.write('RIFF', 0)
  wav.writeUInt32LE(bytes - 8, 4)
  wav.write('WAVEfmt ', 8)
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(1, 22)
  wav.writeUInt32LE(16_000, 24)
  wav.writeUInt32LE(32_000, 28)
  wav.writeUInt16LE(2, 32)
  wav.writeUInt16LE(16, 34)
  wav.write('data', 36)
  wav.writeUInt32LE(bytes - 44, 40)
  return wav
}

/** A form as `curl -F language=en -F file=@...` writes it; `end` is what comes after the file. */
function form(media: { name: string; type: string; bytes: Uint8Array }, end: string): Buffer {
  return Buffer.concat([
    Buffer.from(
      '--------------------------d74496d66958873e\r\n' +
        'Content-Disposition: form-data; name="language"\r\n\r\nen\r\n' +
        '--------------------------d74496d66958873e\r\n' +
        `Content-Disposition: form-data; name="file"; filename="${media.name}"\r\n` +
        `Content-Type: ${media.type}\r\n\r\n`,
    ),
    media.bytes,
    Buffer.from(end),
  ])
}
const FORM_TYPE = 'multipart/form-data; boundary=------------------------d74496d66958873e'
const FORM_END = '\r\n--------------------------d74496d66958873e--\r\n'

export const uploadChecks: Record<string, Check> = {
  'raw bytes become a task whose address is path-absolute': async (visitor) => {
    const { name, type, bytes } = visitor.media
    const answer = await visitor.send(`/tasks?name=${name}&language=en`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-length': String(bytes.byteLength) },
      body: bytes,
    })
    assert.equal(answer.status, 202, answer.body.toString('utf8'))
    const task = toTask(answer)
    assert.equal(answer.headers.location, `${visitor.mount}/tasks/${task.id}`)
    assert.deepEqual([task.source.name, task.source.bytes], [name, bytes.byteLength])
  },

  'a form as curl -F sends it becomes a task': async (visitor) => {
    const answer = await visitor.send('/tasks', {
      method: 'POST',
      headers: { 'content-type': FORM_TYPE },
      body: form(visitor.media, FORM_END),
    })
    assert.equal(answer.status, 202, answer.body.toString('utf8'))
    const task = toTask(answer)
    assert.equal(task.source.bytes, visitor.media.bytes.byteLength)
    assert.equal((await visitor.succeeded(task.id)).language, 'en')
  },

  'a form that ends before its boundary is no task': async (visitor) => {
    const answer = await visitor.send('/tasks', {
      method: 'POST',
      headers: { 'content-type': FORM_TYPE },
      body: form(visitor.media, ''),
    })
    assertError(answer, 400, 'body_truncated')
    assert.deepEqual((await visitor.send('/tasks')).json(), { tasks: [] })
  },

  'an upload whose client leaves is no task': async (visitor, { url }) => {
    const { pathname, host } = new URL(url)
    const socket = openSocket(url)
    await once(socket, 'connect')
    // The header is what `visitor.send` would send; only a socket can leave in the middle.
    socket.write(
      `POST ${pathname.replace(/\/$/, '')}/tasks HTTP/1.1\r\nHost: ${host}\r\nx-user: ${visitor.user}\r\n` +
        `Content-Type: ${visitor.media.type}\r\nContent-Length: ${visitor.media.bytes.byteLength}\r\n\r\n`,
    )
    socket.write(visitor.media.bytes.subarray(0, 5000))
    await new Promise((resolve) => setTimeout(resolve, 100))
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 100))
    assert.deepEqual((await visitor.send('/tasks')).json(), { tasks: [] })
  },

  '8 MiB without a declared length arrive whole': async (visitor) => {
    const wav = silence(8 * MiB)
    const pieces = Array.from({ length: 128 }, (_, i) => wav.subarray(i * 65_536, (i + 1) * 65_536))
    const answer = await visitor.send('/tasks?name=silence.wav', {
      method: 'POST',
      headers: { 'content-type': 'audio/wav' },
      body: pieces,
    })
    assert.equal(answer.status, 202, answer.body.toString('utf8'))
    const task = toTask(answer)
    assert.equal(task.source.bytes, 8 * MiB)
    const stored = await visitor.send(task.mediaUrl ?? '')
    assert.ok(stored.body.equals(wav), 'the stored bytes differ')
    await visitor.send(`/tasks/${task.id}`, { method: 'DELETE' })
  },

  'more than the limit is refused with 413, declared or not, and the client gets to read it':
    async (visitor) => {
      const wav = silence(17 * MiB)
      const headers = { 'content-type': 'audio/wav' }
      const declared = { ...headers, 'content-length': String(wav.length) }
      for (const options of [
        { headers: declared, body: wav },
        { headers, body: [wav.subarray(0, 9 * MiB), wav.subarray(9 * MiB)] },
      ]) {
        const answer = await visitor.send('/tasks?name=a.wav', { method: 'POST', ...options })
        assertError(answer, 413, 'payload_too_large')
      }
    },

  'the same Idempotency-Key gives the same task': async (visitor) => {
    const headers = { 'idempotency-key': 'once' }
    const first = await visitor.upload({ headers })
    const second = await visitor.upload({ headers })
    assert.equal(second.id, first.id)
  },
}
