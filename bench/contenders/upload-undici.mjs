import { createReadStream, statSync } from 'node:fs'
import { request } from 'undici'
import { report, usage } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const { body } = await request(`${baseURL}/audio/transcriptions`, {
  method: 'POST',
  headers: { 'content-type': 'audio/mpeg', 'content-length': String(statSync(path).size) },
  body: createReadStream(path, { highWaterMark: 262_144 }),
})
await body.json()
report(usage())
