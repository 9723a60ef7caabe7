import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'

const [baseURL, path] = process.argv.slice(2)
const response = await fetch(`${baseURL}/audio/transcriptions`, {
  method: 'POST',
  headers: { 'content-type': 'audio/mpeg' },
  body: Readable.toWeb(createReadStream(path)),
  duplex: 'half',
})
await response.json()
console.log(JSON.stringify({ maxRss: process.resourceUsage().maxRSS / 1000 }))
process.exit()
