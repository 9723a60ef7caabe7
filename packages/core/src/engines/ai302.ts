import * as z from 'zod/mini'
import { type AI302ClientOptions, createAI302Client } from '../ai302/client.ts'
import { MAX_UPLOAD_BYTES } from '../ai302/files.ts'
import { emptyResult } from '../ai302/tasks.ts'
import { CuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { EngineContext, EngineOptions, MediaSource, RemoteEngine } from './engine.ts'

export interface AI302EngineOptions extends AI302ClientOptions {
  /** Separate the voice from music and noise first. */
  demucs?: boolean | undefined
  /** Used where a task names no language: 302.AI does not detect it. */
  defaultLanguage?: string | undefined
  /** Languages to accept. Default `en`, `zh`, `ja`, which 302's own app offers; its full list is not documented. */
  languages?: readonly string[] | 'any' | undefined
  /**
   * `'302'`: media without a public address is uploaded to 302.AI first, up to 50 MB, 0.001 PTC. This puts your users' audio on another
   * host, where anyone who knows the link can fetch it for a time that is not documented; so it is never done unasked.
   */
  upload?: '302' | undefined
}

const optionsSchema = z.strictObject({
  ...clientOptionsShape,
  messageLanguage: z.optional(z.enum(['en', 'cn', 'jp'])),
  dashboardURL: clientOptionsShape.baseURL,
  upload: z.optional(z.literal('302')),
  demucs: z.optional(z.boolean()),
  defaultLanguage: z.optional(z.string().check(z.minLength(2))),
  languages: z.optional(z.union([z.literal('any'), z.array(z.string())])),
})

// Transcription runs faster than the audio plays; the rest is its queue.
const deadlineFor = (duration: number | undefined): number =>
  duration === undefined ? 2 * 3_600_000 : Math.max(900_000, duration * 1000 + 600_000)

/**
 * 302.AI's transcription with word times. It fetches the media itself, so the server needs a public address (`publicUrl`), or `upload`.
 * The key defaults to `AI302_API_KEY`, the address to `AI302_BASE_URL`.
 */
export function ai302(options: AI302EngineOptions = {}): RemoteEngine {
  const parsed = parseOptions(optionsSchema, options, 'ai302')
  const {
    demucs,
    defaultLanguage,
    languages = ['en', 'zh', 'ja'],
    upload,
    ...clientOptions
  } = parsed
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

  async function linkTo(source: MediaSource, { signal, onEvent }: EngineContext): Promise<string> {
    if (source.url) return source.url()
    if (!upload) {
      throw new CuekitError(
        'public_url_required',
        '302.AI fetches the media itself and this server has no public address. Set publicUrl to the address it can be reached at, or upload: "302" if the media may be put on a host of 302.AI.',
      )
    }
    const { name, type, bytes } = source
    const { url } = await client.files.upload(
      { open: () => source.open(), filename: name, type, bytes },
      { signal, onUploadProgress: (progress) => onEvent?.({ type: 'upload', ...progress }) },
    )
    return url
  }

  async function start(source: MediaSource, engineOptions: EngineOptions, context: EngineContext) {
    const { signal } = context
    throwIfAborted(signal)
    const language = chooseLanguage(engineOptions.language)
    const audioUrl = await linkTo(source, context)
    const { duration } = source
    return client.subtitles.extract({ audioUrl, language, demucs, duration }, { signal })
  }

  return {
    name: '302.ai',
    capabilities: {
      // The link is used where there is one; what has none is sent.
      ...(upload
        ? { accepts: 'bytes' as const, maxBytes: MAX_UPLOAD_BYTES }
        : { accepts: 'url' as const }),
      formats: 'any',
      words: true,
      languages,
      ...(defaultLanguage === undefined ? { languageRequired: true as const } : {}),
    },
    async submit(source, engineOptions = {}, context = {}) {
      const handle = await start(source, engineOptions, context)
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
    async transcribe(source, engineOptions = {}, context = {}) {
      const handle = await start(source, engineOptions, context)
      const { signal } = context
      const deadlineMs = deadlineFor(source.duration)
      const { transcript } = await handle.result({ signal, deadlineMs })
      return transcript
    },
  }
}
