import * as z from 'zod/mini'
import { type ClientOptions, clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Engine } from './engine.ts'
import { createAudioEngine } from './openai-compatible.ts'

export interface LetsAPIOptions extends ClientOptions {
  /** Default `whisper-1`, the only one its page names. */
  model?: string | undefined
}

const optionsSchema = z.strictObject({ ...clientOptionsShape, model: z.optional(z.string()) })

/** Source: Let'sAPI's page "create transcription", field `file`. */
const FORMATS = ['mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'wav', 'webm']

/** OpenAI's limit behind it, on the whole request body. */
const MAX_BODY_BYTES = 25 * 1024 * 1024

/**
 * Let'sAPI's transcription with word times. The key defaults to `LETSAPI_API_KEY`, the address to `LETSAPI_BASE_URL`, else
 * `https://api.aigc369.com/v1`.
 */
export function letsapi(options: LetsAPIOptions = {}): Engine {
  const { model = 'whisper-1', ...rest } = parseOptions(optionsSchema, options, 'letsapi')
  return createAudioEngine(
    { ...rest, name: "Let'sAPI", model, formats: FORMATS, maxBodyBytes: MAX_BODY_BYTES },
    {
      baseURL: 'https://api.aigc369.com/v1',
      env: { apiKey: 'LETSAPI_API_KEY', baseURL: 'LETSAPI_BASE_URL' },
    },
  )
}
