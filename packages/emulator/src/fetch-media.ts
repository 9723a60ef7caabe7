import { CuekitError, sniffMediaType } from '@cuekit/core'
import type { MediaSource } from '@cuekit/core/engines'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'

interface Limits {
  maxBytes: number
  timeoutMs: number
  fetch: typeof fetch
}

interface Target {
  /** The request's member that held the link, for messages. */
  name: string
  /** An empty folder that the caller removes afterwards. */
  folder: string
  signal: AbortSignal
}

/** A fetched file; `path` is within the folder. */
type FetchedMedia = MediaSource & { path: string }

/** Fetches a link into a file, as 302's servers do. Throws `connection_failed`, `response_too_large`, ... */
export type FetchMedia = (url: string, target: Target) => Promise<FetchedMedia>

const MAX_REDIRECTS = 5

export const createFetchMedia =
  (limits: Limits): FetchMedia =>
  (url, target) =>
    fetchMedia(url, { ...limits, ...target })

async function fetchMedia(url: string, options: Limits & Target): Promise<FetchedMedia> {
  const timeout = AbortSignal.timeout(options.timeoutMs)
  const signal = AbortSignal.any([options.signal, timeout])
  try {
    const response = await follow(new URL(url), signal, options)
    return await save(response, options)
  } catch (error) {
    if (error instanceof CuekitError) throw error
    options.signal.throwIfAborted()
    const why = timeout.aborted
      ? `it took longer than ${options.timeoutMs / 1000} s`
      : 'it cannot be reached'
    throw new CuekitError('connection_failed', `${options.name} could not be fetched: ${why}.`, {
      cause: error,
    })
  }
}

async function follow(
  first: URL,
  signal: AbortSignal,
  { name, fetch: get }: Limits & Target,
): Promise<Response> {
  let url = first
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new CuekitError('invalid_request', `${name} has to be an http or https link.`)
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
      `${name} could not be fetched: it answered ${response.status}.`,
    )
  }
  throw new CuekitError(
    'connection_failed',
    `${name} could not be fetched: more than ${MAX_REDIRECTS} redirects.`,
  )
}

async function save(response: Response, options: Limits & Target): Promise<FetchedMedia> {
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
          `${options.name} holds more than ${options.maxBytes} bytes.`,
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
    throw new CuekitError('unsupported_media', `${options.name} does not hold audio or video.`)
  }
  return {
    name: `audio.${sniffed.extension}`,
    type: sniffed.type,
    bytes: total,
    path,
    open: () => createReadStream(path),
  }
}
