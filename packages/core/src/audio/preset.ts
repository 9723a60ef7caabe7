import * as z from 'zod/mini'

/** What is known about one service or server with OpenAI's audio API. Change one by spreading it. */
export interface AudioPreset {
  /** For messages. */
  name: string
  /** Ends before the paths. Missing where everybody has an address of their own. */
  baseURL?: string | undefined
  /** Environment variables that stand in for a missing `apiKey` and `baseURL`. */
  env?: { apiKey: string; baseURL: string } | undefined
  /** Where the key goes: `Authorization: Bearer`, the header `api-key`, or no key needed; one that is given is a bearer then. */
  auth: 'bearer' | 'api-key' | 'none'
  /** Below the address. Default `/audio/transcriptions` and `/audio/translations`. */
  paths?: { transcriptions?: string | undefined; translations?: string | undefined } | undefined
  /** A form field that has to be `true` for a translation, where path and model do not say it. */
  translateField?: string | undefined
  /** File-name extensions without dot that it takes. */
  formats: readonly string[] | 'any'
  /** Largest whole request in bytes, headers of the parts included. */
  maxBodyBytes?: number | undefined
  /** Taken where a call names none. */
  model?: string | undefined
  /** Values of `timestamp_granularities[]` that it takes: `transcribe` asks for all of them. */
  granularities: readonly ('word' | 'segment')[]
  /** Where `verbose_json` has its word times: beside the segments, inside them, both, or nowhere. All are read. */
  words: 'top' | 'segments' | 'both' | 'none'
}

const path = z.optional(z.string().check(z.regex(/^\//)))
const text = z.string().check(z.minLength(1))

export const presetSchema = z.strictObject({
  name: text,
  baseURL: z.optional(text),
  env: z.optional(z.strictObject({ apiKey: text, baseURL: text })),
  auth: z.enum(['bearer', 'api-key', 'none']),
  paths: z.optional(z.strictObject({ transcriptions: path, translations: path })),
  translateField: z.optional(text),
  formats: z.union([z.literal('any'), z.array(z.string())]),
  maxBodyBytes: z.optional(z.int().check(z.gte(1))),
  model: z.optional(text),
  granularities: z.array(z.enum(['word', 'segment'])),
  words: z.enum(['top', 'segments', 'both', 'none']),
})
