import { describe, expect, it } from 'vitest'
import { answerWith, readBody, serve } from '../http/fixtures/serve.ts'
import { createAudioClient } from './client.ts'

const client = (url: string, options = {}) =>
  createAudioClient({ baseURL: `${url}/v1`, apiKey: 'secret-key', ...options })
const params = { model: 'tts-1', voice: 'alloy', input: 'Hello.' }

describe('speech.create', () => {
  it('sends the JSON that the API describes and gives the audio byte for byte', async () => {
    const audio = new Uint8Array(300_000).map((_zero, at) => at % 251)
    const server = await serve(async (request, response, _count, served) => {
      served.bodies.push(await readBody(request))
      response.writeHead(200, { 'content-type': 'audio/wav' })
      response.end(audio)
    })
    const speech = await client(server.url).speech.create({
      ...params,
      voice: { id: 'voice_1' },
      instructions: 'Slowly.',
      responseFormat: 'wav',
      speed: 0.5,
    })
    expect(speech.type).toBe('audio/wav')
    expect(Buffer.compare(await speech.bytes(), audio)).toBe(0)
    await expect(speech.bytes()).rejects.toMatchObject({ code: 'body_already_read' })
    expect(server.requests[0]?.url).toBe('/v1/audio/speech')
    expect(JSON.parse(String(server.bodies[0]))).toEqual({
      model: 'tts-1',
      input: 'Hello.',
      voice: { id: 'voice_1' },
      instructions: 'Slowly.',
      response_format: 'wav',
      speed: 0.5,
    })
  })

  it('gives the first bytes before the last ones are there, and is left early', async () => {
    let closed: Promise<unknown> | undefined
    const server = await serve(async (request, response) => {
      closed = new Promise((resolve) => response.once('close', resolve))
      await readBody(request)
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      response.write(new Uint8Array([1, 2]))
    })
    const { type, body } = await client(server.url).speech.create(params)
    expect(type).toBe('audio/mpeg')
    for await (const chunk of body) {
      expect([...chunk]).toEqual([1, 2])
      break
    }
    await closed
  })

  it('counts the input in code points', async () => {
    const server = await serve(answerWith(200, 'audio', { 'content-type': 'audio/mpeg' }))
    const { speech } = client(server.url)
    await (await speech.create({ ...params, input: '🎬'.repeat(4096) })).bytes()
    await expect(speech.create({ ...params, input: 'a'.repeat(4097) })).rejects.toMatchObject({
      code: 'invalid_option',
      message: expect.stringContaining('4097'),
    })
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    ['{"error":{"message":"no secret-key","code":"insufficient_quota"}}', 'insufficient_balance'],
    ['<!doctype html>', 'invalid_response'],
    ['{"ok":true}', 'invalid_response'],
  ])('does not take %s for audio', async (body, code) => {
    const type = body.startsWith('<') ? 'text/html' : 'application/json'
    const server = await serve(answerWith(200, body, { 'content-type': type }))
    const error: unknown = await client(server.url)
      .speech.create(params)
      .catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code, message: expect.not.stringContaining('secret-key') })
  })

  it('says what was refused, and where the audio broke off', async () => {
    const refusing = await serve(
      answerWith(404, { error: { message: 'no such model', code: 'model_not_found' } }),
    )
    await expect(client(refusing.url).speech.create(params)).rejects.toMatchObject({
      code: 'upstream_not_found',
      upstreamStatus: 404,
    })
    const breaking = await serve(async (request, response) => {
      await readBody(request)
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': '10' })
      response.write(new Uint8Array([1]), () => response.destroy())
    })
    const speech = await client(breaking.url).speech.create(params)
    await expect(speech.bytes()).rejects.toMatchObject({
      code: 'connection_failed',
      retryable: false,
    })
  })

  it('takes the audio out of events where it was asked to', async () => {
    const part = (bytes: number[]) =>
      `data: ${JSON.stringify({ type: 'speech.audio.delta', audio: Buffer.from(bytes).toString('base64') })}\n\n`
    const answers = [
      `${part([1, 2])}${part([255])}data: {"type":"speech.audio.done","usage":{}}\n\n`,
      part([1, 2]),
      'data: {"type":"speech.audio.delta","audio":"*"}\n\n',
      'event: error\ndata: {"message":"no","code":"insufficient_quota"}\n\n',
    ]
    const server = await serve((request, response, count, served) =>
      answerWith(200, answers[count - 1] ?? '', { 'content-type': 'text/event-stream' })(
        request,
        response,
        count,
        served,
      ),
    )
    const ask = async () => {
      const { speech } = client(server.url)
      return (await speech.create({ ...params, streamFormat: 'sse' })).bytes()
    }
    expect([...(await ask())]).toEqual([1, 2, 255])
    expect(JSON.parse(String(server.bodies[0]))).toMatchObject({ stream_format: 'sse' })
    await expect(ask()).rejects.toMatchObject({ code: 'connection_failed', retryable: false })
    await expect(ask()).rejects.toMatchObject({ code: 'invalid_response' })
    await expect(ask()).rejects.toMatchObject({ code: 'insufficient_balance' })
  })

  it('takes plain audio from a service that knows no events', async () => {
    const server = await serve(answerWith(200, 'audio', { 'content-type': 'audio/mpeg' }))
    const { speech } = client(server.url)
    const { bytes } = await speech.create({ ...params, streamFormat: 'sse' })
    expect(new TextDecoder().decode(await bytes())).toBe('audio')
  })

  it('ends with the signal', async () => {
    const server = await serve(async (request, response) => {
      await readBody(request)
      response.writeHead(200, { 'content-type': 'audio/mpeg' })
      response.write(new Uint8Array([1]))
    })
    const stop = new AbortController()
    const speech = await client(server.url).speech.create(params, { signal: stop.signal })
    stop.abort()
    await expect(speech.bytes()).rejects.toMatchObject({ code: 'aborted' })
  })

  it.each([[{ ...params, speed: 5 }], [{ ...params, input: '' }], [{ ...params, voice: 3 }]])(
    'refuses %j',
    async (given) => {
      await expect(
        client('http://127.0.0.1:9').speech.create(given as never),
      ).rejects.toMatchObject({ code: 'invalid_option' })
    },
  )
})
