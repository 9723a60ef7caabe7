import { readFileSync } from 'node:fs'
import { createAudioClient } from '@cuekit/core'
import { perCall, report } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const data = readFileSync(path)
const client = createAudioClient({ baseURL, apiKey: 'sk-bench' })
const call = () =>
  client.transcriptions.create({
    file: { data, filename: 'talk.mp3' },
    model: 'whisper-1',
    responseFormat: 'verbose_json',
  })
report({ cpuPerCall: await perCall(call) })
