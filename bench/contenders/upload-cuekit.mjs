import { createAudioClient } from '@cuekit/core'

const [baseURL, path] = process.argv.slice(2)
const client = createAudioClient({ baseURL, apiKey: 'sk-bench' })
await client.transcriptions.create({
  file: { path },
  model: 'whisper-1',
  responseFormat: 'verbose_json',
})
console.log(JSON.stringify({ maxRss: process.resourceUsage().maxRSS / 1000 }))
process.exit()
