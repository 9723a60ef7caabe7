import { createReadStream } from 'node:fs'
import OpenAI from 'openai'
import { report, usage } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const client = new OpenAI({ baseURL, apiKey: 'sk-bench' })
await client.audio.transcriptions.create({
  file: createReadStream(path),
  model: 'whisper-1',
  response_format: 'verbose_json',
})
report(usage())
