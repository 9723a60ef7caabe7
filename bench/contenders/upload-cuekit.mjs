import { createAudioClient } from '@cuekit/core'
import { report, usage } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const client = createAudioClient({ baseURL, apiKey: 'sk-bench' })
await client.transcriptions.create({
  file: { path },
  model: 'whisper-1',
  responseFormat: 'verbose_json',
})
report(usage())
