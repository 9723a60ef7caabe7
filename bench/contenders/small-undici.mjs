import { readFileSync } from 'node:fs'
import { request } from 'undici'
import { perCall, report } from './report.mjs'

const [baseURL, path] = process.argv.slice(2)
const data = readFileSync(path)
const call = async () => {
  const { body } = await request(`${baseURL}/audio/transcriptions`, {
    method: 'POST',
    headers: { 'content-type': 'audio/mpeg' },
    body: data,
  })
  return body.json()
}
report({ cpuPerCall: await perCall(call) })
