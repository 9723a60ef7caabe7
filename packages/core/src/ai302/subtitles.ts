import * as z from 'zod/mini'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { TaskHandle } from '../polling/handle.ts'
import { mediaLink } from './media-link.ts'
import type { Submit } from './submit.ts'
import type { ExtractResult } from './task-results.ts'

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
  extract(
    params: ExtractParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<ExtractResult, 'transcribe'>>
}

const extractSchema = z.strictObject({
  audioUrl: mediaLink,
  language: z.string().check(z.minLength(2), z.maxLength(35)),
  demucs: z.optional(z.boolean()),
  duration: z.optional(z.number().check(z.gte(0))),
})

/** `subtitles` of the client of 302.AI. */
export function createSubtitles(submit: Submit): Subtitles {
  return {
    async extract(params, options = {}) {
      const { audioUrl, language, demucs, duration } = parseOptions(
        extractSchema,
        params,
        'subtitles.extract',
      )
      return submit({
        kind: 'transcribe',
        path: '/302/vt/subtitle/extract',
        body: {
          audio_url: audioUrl,
          language,
          ...(demucs === undefined ? {} : { demucs }),
        },
        request: parseOptions(requestOptionsSchema, options, 'subtitles.extract'),
        hints: { language, duration, expectWords: true },
      })
    },
  }
}
