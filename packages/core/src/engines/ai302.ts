import * as z from 'zod/mini'
import { type AI302ClientOptions, createAI302Client } from '../ai302/client.ts'
import { emptyResult } from '../ai302/tasks.ts'
import { CuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { EngineOptions, MediaSource, RemoteEngine } from './engine.ts'

export interface AI302EngineOptions extends AI302ClientOptions {
  /** Separate the voice from music and noise first. */
  demucs?: boolean | undefined
  /** Used where a task names no language: 302.AI does not detect it. */
  defaultLanguage?: string | undefined
  /** Languages to accept. Default `en`, `zh`, `ja`, which 302's own app offers; its full list is not documented. */
  languages?: readonly string[] | 'any' | undefined
}

const optionsSchema = z.strictObject({
  ...clientOptionsShape,
  messageLanguage: z.optional(z.enum(['en', 'cn', 'jp'])),
  demucs: z.optional(z.boolean()),
  defaultLanguage: z.optional(z.string().check(z.minLength(2))),
  languages: z.optional(z.union([z.literal('any'), z.array(z.string())])),
})

// Transcription runs faster than the audio plays; the rest is its queue.
const deadlineFor = (duration: number | undefined): number =>
  duration === undefined ? 2 * 3_600_000 : Math.max(900_000, duration * 1000 + 600_000)

/**
 * 302.AI's transcription with word times. It fetches the media itself, so the server needs a public address (`publicUrl`).
 * The key defaults to `AI302_API_KEY`, the address to `AI302_BASE_URL`.
 */
export function ai302(options: AI302EngineOptions = {}): RemoteEngine {
  const parsed = parseOptions(optionsSchema, options, 'ai302')
  const { demucs, defaultLanguage, languages = ['en', 'zh', 'ja'], ...clientOptions } = parsed
  const client = createAI302Client(clientOptions)

  function chooseLanguage(wanted: string | undefined): string {
    const language = (wanted ?? defaultLanguage)?.toLowerCase().split(/[-_]/)[0]
    const list = languages === 'any' ? '' : `: ${languages.join(', ')}`
    if (language === undefined) {
      throw new CuekitError(
        'unsupported_language',
        `302.AI does not detect the language. Say which one is spoken${list}.`,
      )
    }
    if (languages !== 'any' && !languages.includes(language)) {
      throw new CuekitError('unsupported_language', `302.AI transcribes these languages${list}.`)
    }
    return language
  }

  async function start(source: MediaSource, engineOptions: EngineOptions, signal?: AbortSignal) {
    throwIfAborted(signal)
    const language = chooseLanguage(engineOptions.language)
    if (!source.url) {
      throw new CuekitError(
        'public_url_required',
        '302.AI fetches the media itself and this server has no public address. Set publicUrl to the address it can be reached at.',
      )
    }
    const audioUrl = await source.url()
    const { duration } = source
    return client.subtitles.extract({ audioUrl, language, demucs, duration }, { signal })
  }

  return {
    name: '302.ai',
    capabilities: {
      accepts: 'url',
      formats: 'any',
      words: true,
      languages,
      ...(defaultLanguage === undefined ? { languageRequired: true as const } : {}),
    },
    async submit(source, engineOptions = {}, { signal } = {}) {
      const handle = await start(source, engineOptions, signal)
      return handle.toJSON()
    },
    async poll(job, { signal } = {}) {
      const handle = client.tasks.resume(job, { kind: 'transcribe' })
      const seen = await client.tasks.get(handle, { signal }, { expectWords: true })
      if (seen.status === 'failed') throw seen.error
      if (seen.status === 'succeeded') {
        // The result may follow a moment later; whoever polls decides how often to look again.
        if (seen.result?.kind !== 'transcribe') throw emptyResult(true)
        return { status: 'succeeded', transcript: seen.result.transcript }
      }
      const { retryAfterMs } = seen
      return { status: 'pending', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    },
    async transcribe(source, engineOptions = {}, { signal } = {}) {
      const handle = await start(source, engineOptions, signal)
      const deadlineMs = deadlineFor(source.duration)
      const { transcript } = await handle.result({ signal, deadlineMs })
      return transcript
    },
  }
}
