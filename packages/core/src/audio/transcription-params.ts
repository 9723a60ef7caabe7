import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import { requestOptionsSchema } from '../http/client-options.ts'
import type { AudioInput } from './input.ts'
import { type KnownSpeaker, knownSpeakerFields } from './known-speakers.ts'

export type ResponseFormat = 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt' | 'diarized_json'

/** How the service cuts long audio. Models that tell speakers apart refuse audio without it. */
export type ChunkingStrategy =
  | 'auto'
  | {
      type: 'server_vad'
      /** Milliseconds kept before speech; the service's default is 300. */
      prefixPaddingMs?: number | undefined
      /** Milliseconds of silence that end a piece; the service's default is 200. */
      silenceDurationMs?: number | undefined
      /** 0..1; the service's default is 0.5. */
      threshold?: number | undefined
    }

export interface TranscribeParams {
  file: AudioInput
  /** Where the client has a preset with a model, that one is the default. */
  model?: string | undefined
  /** ISO 639-1; missing means the service detects it. */
  language?: string | undefined
  /** Style or the text before, in the language of the audio. */
  prompt?: string | undefined
  /** 0..1. */
  temperature?: number | undefined
  chunkingStrategy?: ChunkingStrategy | undefined
  /** At most 4, for models that tell speakers apart; all others are called A, B and so on. */
  knownSpeakers?: readonly KnownSpeaker[] | undefined
}

export interface TranscriptionParams<
  F extends ResponseFormat = ResponseFormat,
> extends TranscribeParams {
  /** Default `json`. Which model takes which is the service's affair. */
  responseFormat?: F | undefined
  /** With `verbose_json` only. */
  timestampGranularities?: readonly ('word' | 'segment')[] | undefined
  /** `logprobs`: how likely each token was, with `json` and OpenAI's gpt models. */
  include?: readonly 'logprobs'[] | undefined
}

const milliseconds = z.optional(z.int().check(z.gte(0)))
const unit = z.optional(z.number().check(z.gte(0), z.lte(1)))

const shared = {
  file: z.custom<AudioInput>((value) => value !== undefined),
  model: z.optional(z.string().check(z.minLength(1))),
  language: z.optional(z.string()),
  prompt: z.optional(z.string()),
  temperature: unit,
  chunkingStrategy: z.optional(
    z.union([
      z.literal('auto'),
      z.strictObject({
        type: z.literal('server_vad'),
        prefixPaddingMs: milliseconds,
        silenceDurationMs: milliseconds,
        threshold: unit,
      }),
    ]),
  ),
  knownSpeakers: z.optional(
    z
      .array(
        z.strictObject({
          name: z.string().check(z.minLength(1)),
          reference: z.union([
            z.string().check(z.regex(/^data:/)),
            z.instanceof(Blob),
            z.instanceof(Uint8Array),
          ]),
        }),
      )
      .check(z.maxLength(4, { error: 'services take 4 at most' })),
  ),
}

export const transcribeSchema = z.strictObject(shared)

export const paramsSchema = z.strictObject({
  ...shared,
  responseFormat: z.optional(
    z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json']),
  ),
  timestampGranularities: z.optional(z.array(z.enum(['word', 'segment']))),
  include: z.optional(z.array(z.literal('logprobs'))),
})

export const transcribeOptionsSchema = z.extend(requestOptionsSchema, {
  duration: z.optional(z.number().check(z.gte(0))),
})

export type Params = z.infer<typeof paramsSchema>

/** The model of the call or of the preset, else `invalid_option`. */
export function requireModel(model: string | undefined, where: string): string {
  if (model !== undefined) return model
  throw new CuekitError('invalid_option', `${where}: "model" is missing. Name one the service has.`)
}

/** `invalid_option` for times that only `verbose_json` has room for. */
export function checkGranularities(params: Params, where: string): void {
  if (!params.timestampGranularities || params.responseFormat === 'verbose_json') return
  throw new CuekitError(
    'invalid_option',
    `${where}: "timestampGranularities" needs responseFormat "verbose_json".`,
  )
}

type Field = [name: string, value: string]

const present = (fields: readonly (readonly [string, string | number | undefined])[]): Field[] =>
  fields.flatMap(([name, value]): Field[] => (value === undefined ? [] : [[name, String(value)]]))

// Nested as the official Node client writes objects into forms: key[sub].
function chunkingFields(strategy: ChunkingStrategy | undefined): Field[] {
  if (typeof strategy !== 'object') return present([['chunking_strategy', strategy]])
  const { type, prefixPaddingMs, silenceDurationMs, threshold } = strategy
  return present([
    ['chunking_strategy[type]', type],
    ['chunking_strategy[prefix_padding_ms]', prefixPaddingMs],
    ['chunking_strategy[silence_duration_ms]', silenceDurationMs],
    ['chunking_strategy[threshold]', threshold],
  ])
}

/** The form fields of a transcription, the file excepted. */
export async function toFields(params: Params, model: string): Promise<Field[]> {
  const { language, prompt, temperature, responseFormat = 'json' } = params
  const { timestampGranularities = [], include = [], knownSpeakers = [] } = params
  return [
    ...present([
      ['model', model],
      ['response_format', responseFormat],
      ['language', language],
      ['prompt', prompt],
      ['temperature', temperature],
    ]),
    ...timestampGranularities.map((value): Field => ['timestamp_granularities[]', value]),
    // Without the brackets OpenAI answers 200 and leaves the log probabilities out.
    ...include.map((value): Field => ['include[]', value]),
    ...chunkingFields(params.chunkingStrategy),
    ...(await knownSpeakerFields(knownSpeakers)),
  ]
}
