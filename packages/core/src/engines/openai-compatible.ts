import * as z from 'zod/mini'
import { type AudioClientOptions, audioClientShape } from '../audio/client-options.ts'
import { extensionOf } from '../audio/file-type.ts'
import { createAudioService } from '../audio/service.ts'
import { createTranscriptions } from '../audio/transcriptions.ts'
import { CuekitError } from '../errors/error.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Engine } from './engine.ts'

export interface OpenAICompatibleOptions extends AudioClientOptions {
  /** Default the preset's; without one it has to be given. */
  name?: string | undefined
  /** Default the preset's; without one it has to be given. */
  model?: string | undefined
  /** File-name extensions without dot that the service takes. Default the preset's, else anything. */
  formats?: readonly string[] | 'any' | undefined
}

/** Part headers and the fields besides the file: prompts are short. The live limit of OpenAI passed 26,148,864 bytes of audio. */
const RESERVED_BYTES = 65_536

const optionsSchema = z.strictObject({
  ...audioClientShape,
  name: z.optional(z.string().check(z.minLength(1))),
  model: z.optional(z.string().check(z.minLength(1))),
  formats: z.optional(z.union([z.literal('any'), z.array(z.string())])),
})

function required(value: string | undefined, option: string): string {
  if (value !== undefined) return value
  throw new CuekitError(
    'invalid_option',
    `openaiCompatible: "${option}" is missing, and no preset knows it.`,
  )
}

/** An engine over a server with OpenAI's audio API, its options checked already. */
export function createAudioEngine(options: OpenAICompatibleOptions): Engine {
  const { model: given, formats: taken, ...client } = options
  const { preset } = client
  const name = required(client.name ?? preset?.name, 'name')
  const model = required(given ?? preset?.model, 'model')
  const formats = taken ?? preset?.formats ?? 'any'
  const api = createAudioService(client)
  const { maxBodyBytes } = api
  const { transcribe } = createTranscriptions(api)
  const maxBytes =
    maxBodyBytes === undefined ? undefined : Math.max(1, maxBodyBytes - RESERVED_BYTES)
  return {
    name,
    capabilities: {
      accepts: 'bytes',
      formats,
      languages: 'any',
      words: api.words && !model.startsWith('gpt-'),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    },
    async transcribe(source, engineOptions = {}, { signal, onEvent } = {}) {
      const { language, prompt, temperature } = engineOptions
      if (formats !== 'any' && !formats.includes(extensionOf(source.name))) {
        throw new CuekitError(
          'unsupported_media',
          `${name} tells the format by the file name and takes ${formats.join(', ')}. Convert the file first.`,
        )
      }
      const { bytes, type, duration } = source
      return transcribe(
        {
          file: { open: () => source.open(), bytes, filename: source.name, type },
          model: engineOptions.model ?? model,
          language,
          prompt,
          temperature,
        },
        {
          signal,
          duration,
          onUploadProgress: (progress) => onEvent?.({ type: 'upload', ...progress }),
        },
      )
    },
  }
}

/**
 * Any server with OpenAI's audio API as an engine, by its `preset` or by `name`, `model` and a `baseURL` that ends before
 * `/audio/transcriptions`. `maxBodyBytes` bounds the whole request. Throws `invalid_option`.
 */
export function openaiCompatible(options: OpenAICompatibleOptions): Engine {
  return createAudioEngine(parseOptions(optionsSchema, options, 'openaiCompatible'))
}
