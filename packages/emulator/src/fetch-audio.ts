import { CuekitError, sniffMediaType } from '@cuekit/core'
import type { MediaSource } from '@cuekit/core/engines'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

export interface FetchAudioOptions {
  /** An empty folder that the caller removes afterwards. */
  folder: string
  maxBytes: number
  timeoutMs: number
  fetch: typeof fetch
  signal: AbortSignal
}

const MAX_REDIRECTS = 5

/** Fetches `audio_url` into a file, as 302's servers do. Throws `connection_failed`, `response_too_large`, ... */
export async function fetchAudio(url: string, options: FetchAudioOptions): Promise<MediaSource> {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = AbortSignal.any([options.signal, timeout])
  try {
    const response = await follow(new URL(url), signal, options.fetch)
    return await save(response, options)
  } catch (error) {
    if (error instanceof CuekitError) throw error
    options.signal.throwIfAborted()
    const why = timeout.aborted
      ? `it took longer than ${options.timeoutMs / 1000} s`
      : 'it cannot be reached'
    throw new CuekitError('connection_failed', `audio_url could not be fetched: ${why}.`, {
      cause: error,
    })
  }
}

async function follow(first: URL, signal: AbortSignal, get: typeof fetch): Promise<Response> {
  let url = first
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new CuekitError('invalid_request', 'audio_url has to be an http or https link.')
    }
    const response = await get(url, { redirect: 'manual', signal })
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel()
      url = new URL(location, url)
      continue
    }
    if (response.ok) return response
    await response.body?.cancel()
    throw new CuekitError(
      'connection_failed',
      `audio_url could not be fetched: it answered ${response.status}.`,
    )
  }
  throw new CuekitError(
    'connection_failed',
    `audio_url could not be fetched: more than ${MAX_REDIRECTS} redirects.`,
  )
}

async function save(response: Response, options: FetchAudioOptions): Promise<MediaSource> {
  const path = join(options.folder, 'audio')
  const file = await open(path, 'wx')
  let total = 0
  let head = new Uint8Array(0)
  try {
    for await (const chunk of response.body ?? []) {
      total += chunk.length
      if (total > options.maxBytes) {
        throw new CuekitError(
          'response_too_large',
          `audio_url holds more than ${options.maxBytes} bytes.`,
        )
      }
      if (head.length < 400) head = Uint8Array.from([...head, ...chunk.subarray(0, 400)])
      await file.write(chunk)
    }
  } finally {
    await file.close()
  }
  const sniffed = sniffMediaType(head)
  if (sniffed === undefined) {
    throw new CuekitError('unsupported_media', 'audio_url does not hold audio or video.')
  }
  return {
    name: `audio.${sniffed.extension}`,
    type: sniffed.type,
    bytes: total,
    path,
    open: () => createReadStream(path),
  }
}
