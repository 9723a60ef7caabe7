import { CuekitError } from '../errors/error.ts'
import { isErrorBody } from './envelope.ts'
import { parseJson } from './parse-json.ts'
import { toUpstreamError } from './upstream-error.ts'
import { isRecord, readList, toNumber, toText } from './values.ts'
import type { VideoTaskBody } from './video-task.ts'

/** One of the files a video site offers for a video. What the answer does not say is missing. */
export interface VideoFormat {
  id?: string
  /** The site's own name for it, such as `720p`. */
  note?: string
  /** File-name extension without dot. */
  extension?: string
  /** `null`: the file has no picture. */
  videoCodec?: string | null
  /** `null`: the file has no sound. */
  audioCodec?: string | null
  url?: string
  /** Pixels. */
  width?: number
  /** Pixels; what `videos.download` takes as `resolution`. */
  height?: number
  fps?: number
  bytes?: number
  /** The site's estimate, in bytes. */
  approximateBytes?: number
}

/** A video on a site, and the files it is offered as. */
export interface VideoInfo {
  id?: string
  title?: string
  thumbnailUrl?: string
  /** Seconds. */
  duration?: number
  formats: VideoFormat[]
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const withoutUnknown = <T extends object>(record: T): Known<T> =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined && value !== ''),
  ) as Known<T>

const toId = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

// A site that does not know a size says null, 0 or -1.
function toPositive(value: unknown): number | undefined {
  const number = toNumber(value)
  return number !== undefined && number > 0 ? number : undefined
}

const toCodec = (value: unknown): string | null | undefined =>
  value === 'none' ? null : toText(value)

// The names are those of yt-dlp's format dictionary, which 302.AI passes on.
const readFormat = (format: Record<string, unknown>): VideoFormat =>
  withoutUnknown({
    id: toId(format['format_id']),
    note: toText(format['format_note']),
    extension: toText(format['ext']),
    videoCodec: toCodec(format['vcodec']),
    audioCodec: toCodec(format['acodec']),
    url: toText(format['url']),
    width: toPositive(format['width']),
    height: toPositive(format['height']),
    fps: toPositive(format['fps']),
    bytes: toPositive(format['filesize']),
    approximateBytes: toPositive(format['filesize_approx']),
  })

/**
 * Reads the answer of `GET /302/vt/video/info`. Throws the error that an answer with status 200 carries (this call is known for it), and
 * `invalid_response` for anything that describes no video.
 */
export function parseVideoInfo({
  service,
  text,
  requestId,
  secrets = [],
}: VideoTaskBody): VideoInfo {
  const body = parseJson(text)
  const ids = requestId === undefined ? {} : { requestId }
  if (isErrorBody(body)) throw toUpstreamError({ service, status: 200, text, secrets, ...ids })
  const info = isRecord(body) ? body['info'] : undefined
  if (!isRecord(info)) {
    throw new CuekitError(
      'invalid_response',
      `${service} answered with something that describes no video.`,
      { ...ids, sent: 'all' },
    )
  }
  return {
    ...withoutUnknown({
      id: toId(info['id']),
      title: toText(info['title']),
      thumbnailUrl: toText(info['thumbnail']),
      duration: toPositive(info['duration']),
    }),
    formats: readList(info['formats'], readFormat),
  }
}
