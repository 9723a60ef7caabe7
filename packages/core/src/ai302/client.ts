import * as z from 'zod/mini'
import { type ClientOptions, clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import { createConnect } from './connect.ts'
import { createFiles, type Files } from './files.ts'
import { createSubmit } from './submit.ts'
import { createSubtitles, type Subtitles } from './subtitles.ts'
import { createTasks, type Tasks } from './tasks.ts'
import { createVideos, type Videos } from './videos.ts'

export interface AI302ClientOptions extends ClientOptions {
  /** Language of 302.AI's error messages (its `Lang` header). */
  messageLanguage?: 'en' | 'cn' | 'jp' | undefined
  /** Where `files.upload` with `via: 'dashboard'` sends to. Default `https://dash-api.302.ai`. */
  dashboardURL?: string | URL | undefined
}

/** A client of 302.AI's video translation API. */
export interface AI302Client {
  /** Where tasks are submitted; handles are bound to it. */
  readonly baseURL: string
  videos: Videos
  subtitles: Subtitles
  files: Files
  tasks: Tasks
}

const optionsSchema = z.strictObject({
  ...clientOptionsShape,
  messageLanguage: z.optional(z.enum(['en', 'cn', 'jp'])),
  dashboardURL: clientOptionsShape.baseURL,
})

/**
 * A client of 302.AI. The key defaults to `AI302_API_KEY`, the address to `AI302_BASE_URL`, else `https://api.302.ai` (from mainland China
 * `https://api.302ai.com` may be the one that can be reached). Throws `invalid_option`, `browser_not_allowed`.
 */
export function createAI302Client(options: AI302ClientOptions = {}): AI302Client {
  const {
    messageLanguage,
    dashboardURL = 'https://dash-api.302.ai',
    ...rest
  } = parseOptions(optionsSchema, options, 'createAI302Client')
  const headers = { ...(messageLanguage ? { lang: messageLanguage } : {}), ...rest.headers }
  const connect = createConnect({ ...rest, headers })
  const api = connect()
  const { call, baseURL } = api
  // The dashboard's upload wants no key, so it gets none, nor any header that may hold one.
  const dashboard = () => connect({ baseURL: dashboardURL, apiKey: null, headers: {} })
  const tasks = createTasks({ call, baseURL })
  const submit = createSubmit({ call, baseURL, tasks })
  return {
    baseURL,
    tasks,
    videos: createVideos({ connect, submit }),
    subtitles: createSubtitles(submit),
    files: createFiles({ api, dashboard }),
  }
}
