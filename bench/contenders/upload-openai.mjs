import { createReadStream } from 'node:fs'
import OpenAI from 'openai'

const [baseURL, path] = process.argv.slice(2)
const client = new OpenAI({ baseURL, apiKey: 'sk-bench' })
await client.audio.transcriptions.create({
  file: createReadStream(path),
  model: 'whisper-1',
  response_format: 'verbose_json',
})
console.log(JSON.stringify({ maxRss: process.resourceUsage().maxRSS / 1000 }))
process.exit()
