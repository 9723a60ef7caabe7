import { readFileSync } from 'node:fs'
import OpenAI, { toFile } from 'openai'
import { perCall, report } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const data = readFileSync(path)
const client = new OpenAI({ baseURL, apiKey: 'sk-bench' })
const call = async () =>
  client.audio.transcriptions.create({
    file: await toFile(data, 'talk.mp3'),
    model: 'whisper-1',
    response_format: 'verbose_json',
  })
report({ cpuPerCall: await perCall(call) })
