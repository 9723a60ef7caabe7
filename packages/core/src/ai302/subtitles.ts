import * as z from 'zod/mini'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { TaskHandle } from '../polling/handle.ts'
import { type BurnParams, toBurnBody } from './burn-params.ts'
import { mediaLink } from './media-link.ts'
import type { Submit } from './submit.ts'
import type { BurnResult, ExtractResult, SeparateResult, TranslateResult } from './task-results.ts'
import { toTranslateBody, type TranslateParams } from './translate-params.ts'

export interface ExtractParams {
  /** A link that 302.AI's servers can fetch. */
  audioUrl: string
  /** Spoken language; 302's own app sends `en`, `zh` or `ja`. */
  language: string
  /** Separate the voice from music and noise first. */
  demucs?: boolean | undefined
  /** Seconds, where known: it is put into the transcript, which the answer does not do. */
  duration?: number | undefined
  separateOnly?: false | undefined
}

export interface SeparateParams {
  /** A link that 302.AI's servers can fetch. */
  audioUrl: string
  /** 302.AI wants a language although nothing is transcribed. */
  language: string
  /** Separate the voice from music and noise, and transcribe nothing. */
  separateOnly: true
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
  /** Submits audio for separation only: 0.001 PTC per minute, charged once. Ends with links to the voice and to the rest. */
  extract(
    params: SeparateParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<SeparateResult, 'separate'>>
  /**
   * Submits segments for translation by a language model, whose price it costs, charged once. Ends with the cues of both languages,
   * paired by their position; what was not translated is a cue without lines and a warning.
   */
  translate(
    params: TranslateParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<TranslateResult, 'translate'>>
  /** Submits cues to be burned into a video: 0.005 PTC per minute, charged once. Ends with a link to the new video. */
  burn(params: BurnParams, options?: RequestOptions): Promise<TaskHandle<BurnResult, 'burn'>>
}

const extractSchema = z.strictObject({
  audioUrl: mediaLink,
  language: z.string().check(z.minLength(2), z.maxLength(35)),
  demucs: z.optional(z.boolean()),
  duration: z.optional(z.number().check(z.gte(0))),
  separateOnly: z.optional(z.literal(false)),
})

const separateSchema = z.strictObject({
  audioUrl: mediaLink,
  language: extractSchema.shape.language,
  separateOnly: z.literal(true),
})

const EXTRACT = '/302/vt/subtitle/extract'

/** `subtitles` of the client of 302.AI. */
export function createSubtitles(submit: Submit): Subtitles {
  const separate = (
    params: SeparateParams,
    request: RequestOptions,
  ): Promise<TaskHandle<SeparateResult, 'separate'>> => {
    const { audioUrl, language } = parseOptions(separateSchema, params, 'subtitles.extract')
    return submit({
      kind: 'separate',
      path: EXTRACT,
      body: { audio_url: audioUrl, language, demucs: true, is_only_demucs: true },
      request,
    })
  }

  const transcribe = (
    params: ExtractParams,
    request: RequestOptions,
  ): Promise<TaskHandle<ExtractResult, 'transcribe'>> => {
    const { audioUrl, language, demucs, duration } = parseOptions(
      extractSchema,
      params,
      'subtitles.extract',
    )
    return submit({
      kind: 'transcribe',
      path: EXTRACT,
      body: { audio_url: audioUrl, language, ...(demucs === undefined ? {} : { demucs }) },
      request,
      hints: { language, duration, expectWords: true },
    })
  }

  function extract(
    params: ExtractParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<ExtractResult, 'transcribe'>>
  function extract(
    params: SeparateParams,
    options?: RequestOptions,
  ): Promise<TaskHandle<SeparateResult, 'separate'>>
  async function extract(params: ExtractParams | SeparateParams, options: RequestOptions = {}) {
    const request = parseOptions(requestOptionsSchema, options, 'subtitles.extract')
    return 'separateOnly' in params && params.separateOnly
      ? separate(params, request)
      : transcribe(params as ExtractParams, request)
  }

  return {
    extract,
    async translate(params, options = {}) {
      return submit({
        kind: 'translate',
        path: '/302/vt/subtitle/translate',
        body: toTranslateBody(params),
        request: parseOptions(requestOptionsSchema, options, 'subtitles.translate'),
      })
    },
    async burn(params, options = {}) {
      return submit({
        kind: 'burn',
        path: '/302/vt/subtitle/burn',
        body: toBurnBody(params),
        request: parseOptions(requestOptionsSchema, options, 'subtitles.burn'),
      })
    },
  }
}
