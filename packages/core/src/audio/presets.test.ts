import { describe, expect, it, vi } from 'vitest'
import { openaiCompatible } from '../engines/openai-compatible.ts'
import { answerWith, type Served, serve } from '../http/fixtures/serve.ts'
import { createAudioClient } from './client.ts'
import type { AudioPreset } from './preset.ts'
import { azure, groq, letsapi, localai, openai, speaches, vllm, whisperCpp } from './presets.ts'

const file = { data: new Uint8Array([1, 2, 3]), filename: 'talk.wav' }
const words = [
  { word: 'Hi', start: 0, end: 0.4 },
  { word: 'you', start: 0.5, end: 1 },
]
const segment = { id: 0, start: 0, end: 1, text: ' Hi you' }
const verbose = { language: 'english', duration: 1, text: 'Hi you', segments: [segment] }

async function formOf({ requests, bodies }: Served): Promise<FormData> {
  const type = requests[0]?.headers['content-type'] ?? ''
  return new Response(new Uint8Array(bodies[0] ?? []), {
    headers: { 'content-type': type },
  }).formData()
}

const local = [whisperCpp, speaches, localai, vllm]

describe('presets', () => {
  it.each<[AudioPreset, string, string, unknown]>([
    [letsapi, '/audio/transcriptions', 'Bearer secret', { ...verbose, words }],
    [openai, '/audio/transcriptions', 'Bearer secret', { ...verbose, words }],
    [groq, '/audio/transcriptions', 'Bearer secret', { ...verbose, words, x_groq: { id: 'r' } }],
    [azure, '/audio/transcriptions', '', { ...verbose, words }],
    [whisperCpp, '/inference', '', { ...verbose, segments: [{ ...segment, words }] }],
    [speaches, '/audio/transcriptions', '', { ...verbose, words, usage: null, logprobs: null }],
    [
      localai,
      '/audio/transcriptions',
      '',
      { ...verbose, words, segments: [{ ...segment, words }] },
    ],
    [vllm, '/audio/transcriptions', '', { ...verbose, duration: '1.0', words: null }],
  ])(
    '$name: asks as it wants to be asked and reads its answer',
    async (preset, path, auth, body) => {
      const server = await serve(answerWith(200, body))
      const { transcribe } = createAudioClient({
        preset,
        baseURL: `${server.url}/v1`,
        ...(local.includes(preset) ? {} : { apiKey: 'secret' }),
      })
      const model = preset.model ?? 'served'
      const { segments, warnings } = await transcribe(preset.model ? { file } : { file, model })
      const [request] = server.requests
      expect(request?.url).toBe(`/v1${path}`)
      expect(request?.headers.authorization ?? '').toBe(auth)
      expect(request?.headers['api-key']).toBe(preset === azure ? 'secret' : undefined)
      const form = await formOf(server)
      expect(form.get('model')).toBe(model)
      expect(form.getAll('timestamp_granularities[]')).toEqual(preset.granularities)
      expect(segments[0]?.words?.map(({ text }) => text)).toEqual(
        preset === vllm ? undefined : ['Hi', 'you'],
      )
      expect(warnings).toEqual([])
    },
  )

  it('sends a given key to a server that needs none', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    const { transcriptions } = createAudioClient({
      preset: speaches,
      baseURL: server.url,
      apiKey: 'mine',
    })
    await transcriptions.create({ file, model: 'm' })
    expect(server.requests[0]?.headers.authorization).toBe('Bearer mine')
  })

  it("sends Azure's key nowhere else, keeps the query, and takes a token of another kind", async () => {
    const server = await serve(
      answerWith(401, { error: { message: 'wrong key secret-azure', code: '401' } }),
    )
    const address = `${server.url}/openai/deployments/w?api-version=2024-06-01`
    const client = createAudioClient({ preset: azure, baseURL: address, apiKey: 'secret-azure' })
    await expect(client.transcribe({ file, model: 'w' })).rejects.toMatchObject({
      code: 'upstream_authentication',
      message: expect.not.stringContaining('secret-azure'),
    })
    await expect(client.transcriptions.stream({ file, model: 'w' }).final()).rejects.toMatchObject({
      message: expect.not.stringContaining('secret-azure'),
    })
    const entra = createAudioClient({
      preset: azure,
      baseURL: address,
      apiKey: null,
      headers: { authorization: 'Bearer entra' },
    })
    await expect(entra.transcribe({ file, model: 'w' })).rejects.toMatchObject({
      upstreamStatus: 401,
    })
    expect(server.requests[0]?.url).toBe(
      '/openai/deployments/w/audio/transcriptions?api-version=2024-06-01',
    )
    const keys = server.requests.map(({ headers }) => [headers['api-key'], headers.authorization])
    expect(keys).toEqual([
      ['secret-azure', undefined],
      ['secret-azure', undefined],
      [undefined, 'Bearer entra'],
    ])
  })

  it('translates on whisper.cpp by a field of its one path', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    const { translations } = createAudioClient({ preset: whisperCpp, baseURL: server.url })
    expect(await translations.create({ file })).toEqual({ text: 'Hi' })
    expect(server.requests[0]?.url).toBe('/inference')
    expect((await formOf(server)).get('translate')).toBe('true')
  })

  it('says when word times that a service has did not come', async () => {
    const server = await serve(answerWith(200, verbose))
    const ask = (preset: AudioPreset) =>
      createAudioClient({ preset, baseURL: server.url }).transcribe({ file, model: 'm' })
    expect((await ask(speaches)).warnings.map(({ code }) => code)).toEqual(['words_missing'])
    expect((await ask(vllm)).warnings).toEqual([])
  })

  it("reads key and address from the preset's variables when they are needed", async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    vi.stubEnv('GROQ_API_KEY', 'from-env')
    vi.stubEnv('GROQ_BASE_URL', server.url)
    try {
      const { transcriptions } = createAudioClient({ preset: groq })
      await transcriptions.stream({ file }).final()
      expect(server.requests[0]?.headers.authorization).toBe('Bearer from-env')
      expect((await formOf(server)).get('model')).toBe('whisper-large-v3-turbo')
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('can be changed by spreading, and its limit holds', async () => {
    const server = await serve(answerWith(200, { text: 'Hi' }))
    const preset = { ...openai, baseURL: server.url, maxBodyBytes: 100, env: undefined }
    const { transcriptions } = createAudioClient({ preset, apiKey: 'k' })
    await expect(transcriptions.create({ file })).rejects.toMatchObject({
      code: 'payload_too_large',
    })
    expect(server.requests).toHaveLength(0)
  })

  it.each([
    [{ preset: azure, apiKey: 'k' }, /needs a baseURL/],
    [{ preset: { ...groq, auth: 'basic' } }, /"preset.auth"/],
    [{ preset: { ...groq, key: 'x' } }, /unknown option "key" in "preset"/],
  ])('refuses %j with a reason', (options, reason) => {
    expect(() => createAudioClient(options as never)).toThrow(reason)
  })
})

describe('openaiCompatible with a preset', () => {
  it('knows name, model, formats and limit', async () => {
    const server = await serve(answerWith(200, { ...verbose, words }))
    const engine = openaiCompatible({ preset: openai, baseURL: server.url, apiKey: 'k' })
    expect([engine.name, engine.capabilities]).toEqual([
      'OpenAI',
      {
        accepts: 'bytes',
        formats: openai.formats,
        languages: 'any',
        words: true,
        maxBytes: 26_148_864,
      },
    ])
    const bytes = new Uint8Array(3)
    const media = { name: 'talk.flac', type: 'audio/flac', bytes: 3 }
    await engine.transcribe({ ...media, open: () => new Blob([bytes]).stream() })
    expect((await formOf(server)).get('model')).toBe('whisper-1')
  })

  it('asks for what no preset knows, and lets every option win', () => {
    expect(() => openaiCompatible({ preset: vllm })).toThrow(/"model" is missing/)
    expect(() => openaiCompatible({ baseURL: 'http://x.test', model: 'm' })).toThrow(
      /"name" is missing/,
    )
    const engine = openaiCompatible({
      preset: vllm,
      model: 'm',
      name: 'Mine',
      formats: ['mp3'],
      maxBodyBytes: 1_065_536,
    })
    expect([engine.name, engine.capabilities]).toEqual([
      'Mine',
      { accepts: 'bytes', formats: ['mp3'], languages: 'any', words: false, maxBytes: 1_000_000 },
    ])
  })
})
