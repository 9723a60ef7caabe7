import * as z from 'zod/mini'
import { type ClientOptions, clientOptionsShape } from '../http/client-options.ts'
import { type AudioPreset, presetSchema } from './preset.ts'

export interface AudioClientOptions extends ClientOptions {
  /** What is known about the service, e.g. `groq`; every other option wins over it. */
  preset?: AudioPreset | undefined
  /** Name of the service for messages. Default the preset's, else "The service". */
  name?: string | undefined
  /** Largest whole request in bytes, checked before the first is sent. OpenAI's is 26,214,400, headers of the parts included. */
  maxBodyBytes?: number | undefined
}

/** For `z.strictObject`: the keys of `AudioClientOptions`. */
export const audioClientShape = {
  ...clientOptionsShape,
  preset: z.optional(presetSchema),
  name: z.optional(z.string()),
  maxBodyBytes: z.optional(z.int().check(z.gte(1))),
}
