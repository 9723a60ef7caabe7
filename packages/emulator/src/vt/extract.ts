import type { EngineOptions } from '@cuekit/core/engines'
import { fetchAudio } from '../fetch-audio.ts'
import type { LedgerCall } from '../ledger.ts'
import { readBody } from '../read-body.ts'
import { vtError } from './errors.ts'
import type { VtTasks } from './tasks.ts'

export interface ExtractOptions {
  tasks: VtTasks
  maxAudioBytes: number
  fetchTimeoutMs: number
  fetch: typeof fetch
}

const MAX_BODY = 1024 * 1024

/** `POST /302/vt/subtitle/extract`: takes the task in; the audio is fetched by the task. */
export async function extract(
  request: Request,
  call: LedgerCall,
  { tasks, maxAudioBytes, fetchTimeoutMs, fetch }: ExtractOptions,
): Promise<Response> {
  const { bytes } = await readBody(request, MAX_BODY, call)
  const body = parseJson(bytes)
  if (body === undefined) return vtError(request, '-10011', 'The body has to be a JSON object.')
  const { audio_url: url, language, demucs, is_only_demucs: onlyDemucs } = body
  if (typeof url !== 'string' || !isWebLink(url)) {
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
  const id = tasks.submit({
    options,
    call,
    fetchAudio: (folder, signal) =>
      fetchAudio(url, {
        folder,
        signal,
        fetch,
        maxBytes: maxAudioBytes,
        timeoutMs: fetchTimeoutMs,
      }),
  })
  return Response.json({ task_id: id })
}

function parseJson(bytes: Uint8Array | undefined): Record<string, unknown> | undefined {
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return { ...value }
  } catch {
    return undefined
  }
}

function isWebLink(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}
