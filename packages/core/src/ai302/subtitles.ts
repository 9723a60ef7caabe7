import * as z from 'zod/mini'
import type { RemoteJob } from '../engines/engine.ts'
import { CuekitError } from '../errors/error.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { jsonBody } from '../http/json-body.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { PreparedClient } from '../http/prepare-client.ts'
import type { CallResult } from '../http/request.ts'
import type { TaskHandle } from '../polling/handle.ts'
import { isErrorBody } from '../wire/envelope.ts'
import { parseJson } from '../wire/parse-json.ts'
import { toUpstreamError } from '../wire/upstream-error.ts'
import { isRecord } from '../wire/values.ts'
import { mediaLink } from './media-link.ts'
import type { ExtractResult, Tasks } from './tasks.ts'

export interface ExtractParams {
  /** A link that 302.AI's servers can fetch. */
  audioUrl: string
  /** Spoken language; 302's own app sends `en`, `zh` or `ja`. */
  language: string
  /** Separate the voice from music and noise first. */
  demucs?: boolean | undefined
  /** Seconds, where known: it is put into the transcript, which the answer does not do. */
  duration?: number | undefined
}

export interface Subtitles {
  /**
   * Submits audio for transcription with word times: 0.003 PTC per minute, charged once. Never sent twice after a failure that leaves
   * open whether it arrived.
   */
  extract(params: ExtractParams, options?: RequestOptions): Promise<TaskHandle<ExtractResult>>
}

const extractSchema = z.strictObject({
  audioUrl: mediaLink,
  language: z.string().check(z.minLength(2), z.maxLength(35)),
  demucs: z.optional(z.boolean()),
  duration: z.optional(z.number().check(z.gte(0))),
})

/** The id of the task, or why there is none: 302.AI can answer 200 without one. */
function readTaskId({ text, requestId, secrets }: CallResult): string {
  const body = parseJson(text)
  const given = isRecord(body) ? body['task_id'] : undefined
  const id = typeof given === 'number' ? String(given) : given
  if (typeof id === 'string' && id.trim() !== '') return id.trim()
  const ids = requestId === undefined ? {} : { requestId }
  if (isErrorBody(body))
    throw toUpstreamError({ service: '302.AI', status: 200, text, secrets, ...ids })
  throw new CuekitError(
    'invalid_response',
    '302.AI took the request but named no task. It may have been charged; look at its records before you submit it again.',
    { ...ids, sent: 'all' },
  )
}

export function createSubtitles({
  call,
  baseURL,
  tasks,
}: PreparedClient & { tasks: Tasks }): Subtitles {
  return {
    async extract(params, options = {}) {
      const { audioUrl, language, demucs, duration } = parseOptions(
        extractSchema,
        params,
        'subtitles.extract',
      )
      const request = parseOptions(requestOptionsSchema, options, 'subtitles.extract')
      const answer = await call({
        ...request,
        method: 'POST',
        kind: 'billed',
        path: '/302/vt/subtitle/extract',
        body: jsonBody({
          audio_url: audioUrl,
          language,
          ...(demucs === undefined ? {} : { demucs }),
        }),
      })
      const job: RemoteJob = {
        v: 1,
        id: readTaskId(answer),
        baseURL,
        kind: 'transcribe',
        submittedAt: new Date().toISOString(),
      }
      return tasks.resume(job, { language, duration, expectWords: true })
    },
  }
}
