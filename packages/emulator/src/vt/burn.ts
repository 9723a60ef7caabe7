import { join } from 'node:path'
import { probe } from '@cuekit/media'
import type { FetchMedia } from '../fetch-media.ts'
import type { FileStore } from '../files.ts'
import { bill, type LedgerCall } from '../ledger.ts'
import { readCues, type VtCue } from './cue.ts'
import { vtError } from './errors.ts'
import { isWebLink, readJson } from './read-json.ts'
import type { VtTasks } from './tasks.ts'

export interface BurnRequest {
  /** The fetched video. */
  videoPath: string
  /** Where the MP4 has to be written. */
  outputPath: string
  sourceCues: VtCue[]
  translatedCues: VtCue[]
  /** Sizes, fonts, colours and margins under 302's names, as the client sent them. */
  style: Record<string, unknown>
}

/** Writes the video with its subtitles burnt in. */
export type Burn = (request: BurnRequest, context: { signal: AbortSignal }) => Promise<void>

export interface BurningOptions {
  tasks: VtTasks
  files: FileStore
  fetchMedia: FetchMedia
  burn: Burn | undefined
}

const USD_PER_MINUTE = 0.005

/** `POST /302/vt/subtitle/burn` */
export async function burning(
  request: Request,
  call: LedgerCall,
  { tasks, files, fetchMedia, burn }: BurningOptions,
): Promise<Response> {
  const body = await readJson(request, call)
  if (burn === undefined) {
    return vtError(request, '-10009', 'Give the emulator a burner: createEmulator({ burn }).')
  }
  if (body === undefined) return vtError(request, '-10011', 'The body has to be a JSON object.')
  const { url, src_subtitle: source = [], trans_subtitle: translated = [], ...style } = body
  if (!isWebLink(url)) return vtError(request, '-10011', 'url has to be an http or https link.')
  const [sourceCues, translatedCues] = [readCues(source), readCues(translated)]
  if (sourceCues === undefined || translatedCues === undefined) {
    const members = 'index, start_time, end_time and text'
    return vtError(request, '-10011', `src_subtitle and trans_subtitle have to hold ${members}.`)
  }
  const { origin } = new URL(request.url)
  const id = tasks.submit(async ({ folder, signal }) => {
    const { path: videoPath } = await fetchMedia(url, { name: 'url', folder, signal })
    const outputPath = join(folder, 'burnt.mp4')
    await burn({ videoPath, outputPath, sourceCues, translatedCues, style }, { signal })
    const { duration = 0 } = await probe(outputPath, { signal })
    call.billed = bill(duration, USD_PER_MINUTE)
    return { video_url: origin + (await files.keep(outputPath, 'mp4')) }
  })
  return Response.json({ task_id: id })
}
