import type { RequestOptions } from '../http/client-options.ts'
import { createMultipart, type FilePart } from '../http/multipart.ts'
import type { Call } from '../http/request.ts'
import type { AudioService } from './service.ts'
import { type Params, toFields } from './transcription-params.ts'

// Services transcribe while the caller waits. Ten minutes, and half a minute more for each MiB: 25 MiB of speech can be three hours.
export function totalTimeout(bytes: number | undefined): number {
  return 600_000 + (bytes === undefined ? 1_800_000 : (bytes / 1_048_576) * 30_000)
}

export interface TranscriptionRequest {
  params: Params
  model: string
  file: FilePart
  request: RequestOptions
  service: AudioService
  /** The answer is to come piece by piece. */
  stream?: boolean
}

// The headers of a stream come at once, and then a model that tells speakers apart has been silent for 90 seconds.
const STREAM_IDLE_MS = 300_000

/** The request for a transcription. */
export async function toCall(asked: TranscriptionRequest): Promise<Call> {
  const { params, model, file, request, service, stream = false } = asked
  const fields = await toFields(params, model)
  const total = totalTimeout(file.bytes)
  return {
    ...request,
    defaultTimeouts: stream ? { total, bodyIdle: STREAM_IDLE_MS } : { total },
    headers: {
      ...(stream ? { accept: 'text/event-stream, application/json' } : {}),
      ...request.headers,
    },
    method: 'POST',
    kind: 'billed',
    path: service.paths.transcriptions,
    body: createMultipart(stream ? [...fields, ['stream', 'true']] : fields, file),
    maxBodyBytes: service.maxBodyBytes,
  }
}
