import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator, waterCycle } from '@cuekit/emulator'
import { expressMiddleware } from '@cuekit/express'
import { pocketsphinx } from '@cuekit/media'
import express from 'express'
import next from 'next'

const port = Number(process.env['PORT'] ?? 3000)
const dev = process.env['NODE_ENV'] === 'development'
process.env['PORT'] = String(port)

// Without a key the demo brings the services itself.
let emulator: Emulator | undefined
if (!process.env['AI302_API_KEY'] && !process.env['LETSAPI_API_KEY']) {
  const made = createEmulator({ engine: pocketsphinx() })
  emulator = made
  const wanted = Number(process.env['CUEKIT_EMULATOR_PORT'] ?? 4302)
  const { url } = await made
    .listen({ port: wanted })
    // Somebody else's port is no reason not to start.
    .catch(() => made.listen({ port: 0 }))
  process.env['CUEKIT_EMULATOR_URL'] = url
  console.log(`Emulator of 302.AI and OpenAI-compatible audio on ${url}`)
}

// Imported after the emulator is up: the instance reads its address.
const { cuekit } = await import('./lib/cuekit.ts')

const app = express()
app.disable('x-powered-by')
app.use('/express/cuekit', expressMiddleware(cuekit))
app.use('/sample', express.static(fileURLToPath(new URL('.', waterCycle.videoUrl))))

const pages = next({ dev, dir: fileURLToPath(new URL('..', import.meta.url)) })
await pages.prepare()
const handlePage = pages.getRequestHandler()
app.use((request, response) => handlePage(request, response))

const server = createServer(app)
// Node cuts a request at five minutes by default; an upload over a slow line takes longer.
server.requestTimeout = 0
if (dev) server.on('upgrade', pages.getUpgradeHandler())
server.once('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE'
  console.error(taken ? `Port ${port} is taken: PORT=3001 npm start` : error)
  process.exit(1)
})
server.listen(port, () => console.log(`Cuekit demo on http://localhost:${port}`))

const stop = async (): Promise<void> => {
  server.close()
  server.closeAllConnections()
  await Promise.all([cuekit.close(), emulator?.close()])
  process.exit(0)
}
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
