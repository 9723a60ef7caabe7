import { CuekitError } from '@cuekit/core'
import { extractAudio, probe } from '@cuekit/media'
import type { FetchMedia } from '../fetch-media.ts'
import type { FileStore } from '../files.ts'
import { bill, type LedgerCall } from '../ledger.ts'
import { vtError } from './errors.ts'
import { isWebLink, readJson } from './read-json.ts'
import type { VtTasks } from './tasks.ts'

export interface DownloadOptions {
  tasks: VtTasks
  files: FileStore
  fetchMedia: FetchMedia
}

const DOWNLOAD_USD = 0.005
const AUDIO_USD_PER_MINUTE = 0.001
/** What every player takes; the first that can be written is. */
const FORMATS = ['mp3', 'm4a', 'wav']

/** `POST /302/vt/video/download`: the file as it is, whatever `resolution` says, and its audio track. */
export async function download(
  request: Request,
  call: LedgerCall,
  { tasks, files, fetchMedia }: DownloadOptions,
): Promise<Response> {
  const body = await readJson(request, call)
  if (body === undefined) return vtError(request, '-10011', 'The body has to be a JSON object.')
  const { url, resolution } = body
  if (!isWebLink(url)) return vtError(request, '-10011', 'url has to be an http or https link.')
  if (resolution !== undefined && !Number.isSafeInteger(resolution)) {
    return vtError(request, '-10011', 'resolution has to be a height in pixels.')
  }
  const { origin } = new URL(request.url)
  const id = tasks.submit(async ({ folder, signal, onProgress }) => {
    const source = await fetchMedia(url, { name: 'url', folder, signal })
    const { video, container } = await probe(source.path, { signal })
    if (video === undefined) throw new CuekitError('unsupported_media', 'url holds no video.')
    const audio = await track(source.path, { folder, signal, onProgress }, files)
    call.billed = { seconds: 0, usd: DOWNLOAD_USD }
    const kept = await files.keep(source.path, container)
    return { video_url: origin + kept, audio_url: origin + audio.kept }
  })
  return Response.json({ task_id: id })
}

/** `POST /302/vt/video/extract_audio`: only path and price are published; the rest follows from its neighbours. */
export async function extractTrack(
  request: Request,
  call: LedgerCall,
  { tasks, files, fetchMedia }: DownloadOptions,
): Promise<Response> {
  const body = await readJson(request, call)
  if (body === undefined) return vtError(request, '-10011', 'The body has to be a JSON object.')
  const { url } = body
  if (!isWebLink(url)) return vtError(request, '-10011', 'url has to be an http or https link.')
  const { origin } = new URL(request.url)
  const id = tasks.submit(async (context) => {
    const { folder, signal } = context
    const source = await fetchMedia(url, { name: 'url', folder, signal })
    const { kept, duration } = await track(source.path, context, files)
    call.billed = bill(duration, AUDIO_USD_PER_MINUTE)
    return { audio_url: origin + kept }
  })
  return Response.json({ task_id: id })
}

interface TrackContext {
  folder: string
  signal: AbortSignal
  onProgress(progress: number): void
}

async function track(
  input: string,
  { folder, signal, onProgress }: TrackContext,
  files: FileStore,
): Promise<{ kept: string; duration: number }> {
  const {
    path,
    name,
    duration = 0,
  } = await extractAudio({
    input,
    outputDir: folder,
    formats: FORMATS,
    signal,
    onProgress,
  })
  return { kept: await files.keep(path, name.split('.').at(-1) ?? 'mp3'), duration }
}
