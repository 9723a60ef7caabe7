import * as z from 'zod/mini'
import { throwIfAborted } from '../http/aborted.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { createMultipart } from '../http/multipart.ts'
import { parseOptions } from '../http/parse-options.ts'
import { explainRefusal } from './explain-refusal.ts'
import { toFilePart } from './input.ts'
import type { AudioService } from './service.ts'
import { readAnswer, type TranscriptionOf } from './transcription-answer.ts'
import { totalTimeout } from './transcription-call.ts'
import {
  paramsSchema,
  requireModel,
  type ResponseFormat,
  toFields,
  type TranscriptionParams,
} from './transcription-params.ts'

export type TranslationFormat = Exclude<ResponseFormat, 'diarized_json'>

/** Nothing says which language it is: the service hears it, and the answer is English. */
export type TranslationParams<F extends TranslationFormat = TranslationFormat> = Pick<
  TranscriptionParams<F>,
  'file' | 'model' | 'prompt' | 'temperature' | 'responseFormat'
>

export interface Translations {
  /** What was said, in English and in the format that was asked for; no service gives word times. */
  create<F extends TranslationFormat = 'json'>(
    params: TranslationParams<F>,
    options?: RequestOptions,
  ): Promise<TranscriptionOf<F>>
}

const { file, model, prompt, temperature } = paramsSchema.shape
const translationSchema = z.strictObject({
  file,
  model,
  prompt,
  temperature,
  responseFormat: z.optional(z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt'])),
})

/** `translations.create` over one service. */
export function createTranslations(api: AudioService): Translations {
  const { service, call, maxBodyBytes, paths, translateField } = api
  return {
    async create<F extends TranslationFormat = 'json'>(
      given: TranslationParams<F>,
      options: RequestOptions = {},
    ): Promise<TranscriptionOf<F>> {
      const params = parseOptions(translationSchema, given, 'translations.create')
      const request = parseOptions(requestOptionsSchema, options, 'translations.create')
      throwIfAborted(request.signal)
      const named = requireModel(params.model ?? api.model, 'translations.create')
      const format = params.responseFormat ?? 'json'
      const part = await toFilePart(params.file)
      const fields = await toFields(params, named)
      if (translateField !== undefined) fields.push([translateField, 'true'])
      const body = createMultipart(fields, part)
      const answer = await call({
        ...request,
        defaultTimeouts: { total: totalTimeout(part.bytes) },
        method: 'POST',
        kind: 'billed',
        path: paths.translations,
        body,
        maxBodyBytes,
      }).catch((error: unknown) => {
        throw explainRefusal(error, { format, model: named })
      })
      // The compiler cannot follow a conditional type through the branches of the answer.
      return readAnswer(format, { service, ...answer }) as TranscriptionOf<F>
    },
  }
}
