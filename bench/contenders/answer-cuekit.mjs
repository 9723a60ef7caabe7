import { createAudioClient } from '@cuekit/core'
import { hour, medianMs } from './hour.mjs'
import { report } from './report.mjs'

// The whole client but for the network: what a caller waits for after the last byte.
const bytes = new TextEncoder().encode(hour)
const client = createAudioClient({
  baseURL: 'http://service.local/v1',
  apiKey: 'sk-bench',
  fetch: async (_url, init) => {
    for await (const chunk of init.body ?? []) void chunk
    return new Response(bytes, { headers: { 'content-type': 'application/json' } })
  },
})
const file = { data: new Uint8Array(16), filename: 'talk.mp3' }
report({ ms: await medianMs(() => client.transcribe({ file, model: 'whisper-1' })) })
