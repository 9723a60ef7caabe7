import * as z from 'zod/mini'
import { type ClientOptions, clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import { prepareClient } from '../http/prepare-client.ts'
import { createSubtitles, type Subtitles } from './subtitles.ts'
import { createTasks, type Tasks } from './tasks.ts'

export interface AI302ClientOptions extends ClientOptions {
  /** Language of 302.AI's error messages (its `Lang` header). */
  messageLanguage?: 'en' | 'cn' | 'jp' | undefined
}

/** A client of 302.AI's video translation API. */
export interface AI302Client {
  /** Where tasks are submitted; handles are bound to it. */
  readonly baseURL: string
  subtitles: Subtitles
  tasks: Tasks
}

const optionsSchema = z.strictObject({
  ...clientOptionsShape,
  messageLanguage: z.optional(z.enum(['en', 'cn', 'jp'])),
})

/**
 * A client of 302.AI. The key defaults to `AI302_API_KEY`, the address to `AI302_BASE_URL`, else `https://api.302.ai` (from mainland China
 * `https://api.302ai.com` may be the one that can be reached). Throws `invalid_option`, `browser_not_allowed`.
 */
export function createAI302Client(options: AI302ClientOptions = {}): AI302Client {
  const { messageLanguage, ...rest } = parseOptions(optionsSchema, options, 'createAI302Client')
  const headers = { ...(messageLanguage ? { lang: messageLanguage } : {}), ...rest.headers }
  const { call, baseURL } = prepareClient(
    { ...rest, headers },
    {
      service: '302.AI',
      baseURL: 'https://api.302.ai',
      env: { apiKey: 'AI302_API_KEY', baseURL: 'AI302_BASE_URL' },
    },
  )
  const tasks = createTasks({ call, baseURL })
  return { baseURL, tasks, subtitles: createSubtitles({ call, baseURL, tasks }) }
}
