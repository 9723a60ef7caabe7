import * as z from 'zod/mini'
import { letsapi as preset } from '../audio/presets.ts'
import { type ClientOptions, clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Engine } from './engine.ts'
import { createAudioEngine } from './openai-compatible.ts'

export interface LetsAPIOptions extends ClientOptions {
  /** Default `whisper-1`, the only one its page names. */
  model?: string | undefined
}

const optionsSchema = z.strictObject({ ...clientOptionsShape, model: z.optional(z.string()) })

/**
 * Let'sAPI's transcription with word times. The key defaults to `LETSAPI_API_KEY`, the address to `LETSAPI_BASE_URL`, else
 * `https://api.aigc369.com/v1`.
 */
export function letsapi(options: LetsAPIOptions = {}): Engine {
  return createAudioEngine({ ...parseOptions(optionsSchema, options, 'letsapi'), preset })
}
