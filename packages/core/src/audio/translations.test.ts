import { describe, expect, expectTypeOf, it } from 'vitest'
import { answerWith, serve } from '../http/fixtures/serve.ts'
import { createAudioClient } from './client.ts'
import type { VerboseTranscription } from './transcription-answer.ts'

const file = { data: new Uint8Array([1, 2, 3]), filename: 'rede.mp3' }
const model = 'whisper-1'
const client = (url: string) => createAudioClient({ baseURL: `${url}/v1`, apiKey: 'k' })

describe('translations.create', () => {
  it('sends the form that the API describes and types the answer by its format', async () => {
    const server = await serve(
      answerWith(200, { task: 'translate', language: 'english', duration: 1, text: 'Hi' }),
    )
    const result = await client(server.url).translations.create({
      file,
      model,
      prompt: 'Ada',
      temperature: 0,
      responseFormat: 'verbose_json',
    })
    expectTypeOf(result).toEqualTypeOf<VerboseTranscription>()
    expect(result).toMatchObject({ text: 'Hi', language: 'english', duration: 1, words: [] })
    const [request] = server.requests
    expect(request?.url).toBe('/v1/audio/translations')
    const form = await new Response(new Uint8Array(server.bodies[0] ?? []), {
      headers: { 'content-type': request?.headers['content-type'] ?? '' },
    }).formData()
    expect([...form.keys()]).toEqual(['model', 'response_format', 'prompt', 'temperature', 'file'])
  })

  it('gives subtitles as text', async () => {
    const srt = '1\n00:00:00,000 --> 00:00:01,000\nHi\n'
    const server = await serve(answerWith(200, srt))
    const { translations } = client(server.url)
    expect(await translations.create({ file, model, responseFormat: 'srt' })).toBe(srt)
  })

  it.each([
    [{ file, model, language: 'de' }],
    [{ file, model, responseFormat: 'diarized_json' }],
    [{ file }],
  ])('refuses %j before anything is sent', async (params) => {
    const server = await serve(answerWith(200, { text: '' }))
    await expect(client(server.url).translations.create(params as never)).rejects.toMatchObject({
      code: 'invalid_option',
    })
    expect(server.requests).toHaveLength(0)
  })
})
