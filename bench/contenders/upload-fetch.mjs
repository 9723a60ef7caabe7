import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { report, usage } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const response = await fetch(`${baseURL}/audio/transcriptions`, {
  method: 'POST',
  headers: { 'content-type': 'audio/mpeg' },
  body: Readable.toWeb(createReadStream(path)),
  duplex: 'half',
})
await response.json()
report(usage())
