import { formatSrt, parseVtt, toCues } from '@cuekit/core/subtitles'
import { expressMiddleware, type ExpressNative } from '@cuekit/express'
import express from 'express'
import { cuekit, ended } from './cuekit.js'

const app = express()
app.use('/api/cuekit', expressMiddleware(cuekit))
app.get('/ended', (_req, res) => void res.json(ended))

// Own server code, as a cron or a webhook has it.
const createOwn = (path: string) =>
  cuekit.tasks.create({ source: { path }, owner: 'u1', language: 'en' })
const srtOf = async (id: string) =>
  formatSrt(toCues(await cuekit.tasks.transcript(id, { owner: 'u1' })))

app.post('/own', (req, res, next) => {
  createOwn(String(req.query['path'])).then(({ id }) => res.json({ id }), next)
})
app.get('/own/:id.srt', (req, res, next) => {
  srtOf(req.params.id).then((srt) => res.type('application/x-subrip').send(srt), next)
})

export const cueCount = (vtt: string): number => parseVtt(vtt).cues.length
export type Native = ExpressNative

const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => {
  const address = server.address()
  console.log(`listening on ${typeof address === 'object' ? address?.port : address}`)
})
