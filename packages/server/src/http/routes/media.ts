import { createHash } from 'node:crypto'
import { CuekitError } from '@cuekit/core'
import * as z from 'zod/mini'
import { contentDisposition } from '../content-disposition.ts'
import { matchesEtag, notModified } from '../etag.ts'
import { linkedTask } from '../linked-task.ts'
import { parsePairs } from '../query.ts'
import { parseRange } from '../range.ts'
import type { Route } from '../route.ts'

const mediaQuery = z.strictObject({
  exp: z.optional(z.string()),
  sig: z.optional(z.string()),
  file: z.optional(z.enum(['media', 'audio'], 'must be media or audio')),
})

/** `GET /tasks/:id/media`: the uploaded media, or with `file=audio` the audio extracted from it. One range at a time. */
export const getMedia: Route = async (input) => {
  const { context, request } = input
  const purpose = input.query.get('file') === 'audio' ? 'audio' : 'media'
  const task = await linkedTask(input, purpose)
  parsePairs(mediaQuery, input.query)
  const blob = await context.mediaBlob(task, purpose)
  const size = blob && (await context.blobs.stat(blob.key))?.bytes
  if (!blob || typeof size !== 'number') throw expired()

  const etag = `"${createHash('sha256').update(`${blob.key} ${size}`).digest('base64url').slice(0, 22)}"`
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'content-disposition': contentDisposition('inline', blob.name),
    // A user's bytes are never served as something a browser runs.
    'content-type': /^(audio|video)\/[\w.+-]+$/.test(blob.type)
      ? blob.type
      : 'application/octet-stream',
    etag,
  }
  if (matchesEtag(request, etag)) return notModified(headers)

  const range = rangeHolds(request, etag) ? parseRange(request.headers.get('range'), size) : 'full'
  if (range === 'unsatisfiable') {
    const unsatisfied = { ...headers, 'content-range': `bytes */${size}` }
    return new Response(null, { status: 416, headers: unsatisfied })
  }
  const [start, end] = range === 'full' ? [0, size - 1] : range
  headers['content-length'] = String(end - start + 1)
  if (range !== 'full') headers['content-range'] = `bytes ${start}-${end}/${size}`
  const status = range === 'full' ? 200 : 206
  if (request.method === 'HEAD') return new Response(null, { status, headers })

  const stored = await context.blobs.get(blob.key, range === 'full' ? {} : { range })
  if (!stored) throw expired()
  return new Response(stored.body, { status, headers })
}

/** Ranges count only for the body the client already has. Dates never match, we send none. Source: RFC 9110, 13.1.5. */
function rangeHolds(request: Request, etag: string): boolean {
  const condition = request.headers.get('if-range')
  return condition === null || condition.trim() === etag
}

function expired(): CuekitError {
  return new CuekitError(
    'media_expired',
    'The media of this task was deleted after its keeping time; transcript and subtitles are still there.',
  )
}
