import type { EngineOptions } from '@cuekit/core/engines'
import type { FetchMedia } from '../fetch-media.ts'
import type { Hearing } from '../hearing.ts'
import { bill, type LedgerCall } from '../ledger.ts'
import { secondsOf } from '../openai/formats.ts'
import { vtError } from './errors.ts'
import { isWebLink, readJson } from './read-json.ts'
import { toWire } from './result.ts'
import type { VtTasks } from './tasks.ts'

export interface ExtractOptions {
  tasks: VtTasks
  hearing: Hearing
  resultKey: 'subtitile' | 'subtitle'
  fetchMedia: FetchMedia
}

/** 0.003 PTC a minute for separation, transcription and alignment. */
const USD_PER_MINUTE = 0.003

/** `POST /302/vt/subtitle/extract`: takes the task in; the audio is fetched by the task. */
export async function extract(
  request: Request,
  call: LedgerCall,
  { tasks, hearing, resultKey, fetchMedia }: ExtractOptions,
): Promise<Response> {
  const body = await readJson(request, call)
  if (body === undefined) return vtError(request, '-10011', 'The body has to be a JSON object.')
  const { audio_url: url, language, demucs, is_only_demucs: onlyDemucs } = body
  if (!isWebLink(url)) {
    return vtError(request, '-10011', 'audio_url has to be an http or https link.')
  }
  if (language !== undefined && typeof language !== 'string') {
    return vtError(request, '-10011', 'language has to be a string.')
  }
  if (![demucs, onlyDemucs].every((flag) => flag === undefined || typeof flag === 'boolean')) {
    return vtError(request, '-10011', 'demucs and is_only_demucs have to be true or false.')
  }
  if (onlyDemucs === true) {
    return vtError(request, '-10009', 'The emulator does not separate voices yet (is_only_demucs).')
  }
  const options: EngineOptions =
    language === undefined || language === '' || language === 'auto' ? {} : { language }
  const id = tasks.submit(async ({ folder, signal, onProgress }) => {
    const source = await fetchMedia(url, { name: 'audio_url', folder, signal })
    const transcript = await hearing.hear(source, options, {
      signal,
      onEvent: (event) => {
        if (event.type === 'progress') onProgress(event.progress)
      },
    })
    call.billed = bill(secondsOf(transcript), USD_PER_MINUTE)
    return { [resultKey]: toWire(transcript) }
  })
  return Response.json({ task_id: id })
}
