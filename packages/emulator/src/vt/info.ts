import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import { probe } from '@cuekit/media'
import type { FetchMedia } from '../fetch-media.ts'
import { inFolder } from '../in-folder.ts'
import type { LedgerCall } from '../ledger.ts'
import { vtError } from './errors.ts'
import { failure } from './failure.ts'
import { isWebLink } from './read-json.ts'

const USD = 0.001

/**
 * `GET /302/vt/video/info`: measures the media behind the link, the one format it is offered in. What goes wrong there is
 * an error under status 200, as clients have met it.
 */
export async function info(
  request: Request,
  call: LedgerCall,
  fetchMedia: FetchMedia,
): Promise<Response> {
  const url = new URL(request.url).searchParams.get('url')
  if (!isWebLink(url)) return vtError(request, '-10011', 'url has to be an http or https link.')
  const { signal } = request
  try {
    const measured = await inFolder(async (folder) => {
      const source = await fetchMedia(url, { name: 'url', folder, signal })
      return probe(source.path, { signal })
    })
    call.billed = { seconds: measured.duration ?? 0, usd: USD }
    const { pathname } = new URL(url)
    const { video, audio, container, bytes, duration = null } = measured
    const format = {
      format_id: '0',
      format_note: video?.height === undefined ? 'audio only' : `${video.height}p`,
      ext: container,
      acodec: audio === undefined ? 'none' : (audio.codec ?? null),
      vcodec: video === undefined ? 'none' : (video.codec ?? null),
      url,
      width: video?.width ?? null,
      height: video?.height ?? null,
      fps: null,
      filesize: bytes,
      filesize_approx: null,
    }
    const id = createHash('sha256').update(url).digest('base64url').slice(0, 11)
    const title = basename(pathname, extname(pathname))
    return Response.json({ info: { id, title, thumbnail: '', duration, formats: [format] } })
  } catch (error) {
    signal.throwIfAborted()
    return Response.json({ error: failure(error) })
  }
}
