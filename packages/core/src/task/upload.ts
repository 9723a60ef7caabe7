import type { TaskView } from '../schemas/task-view.ts'
import type { TaskApi } from './api.ts'
import type { TaskFile } from './state.ts'
import { taskError } from './task-error.ts'
import { fetchByXhr } from './xhr.ts'

/** A picked file, a recording, or something on the web that the server fetches itself. */
export type TaskInput = File | Blob | { url: string }

export interface StartOptions {
  /** Spoken language, ISO 639-1. Without it the engine detects it. */
  language?: string
  /** Names and terms that occur, to help the engine. */
  prompt?: string
  model?: string
  temperature?: number
  /** File name to keep with the task; a recording has none of its own. */
  name?: string
}

export interface UploadOptions {
  /** The same key for the same file sent again after a lost answer, so that one task is made and paid for. */
  key: string
  signal: AbortSignal
  /** Bytes sent of all bytes; never called where the platform does not tell. */
  onProgress(sent: number, total: number): void
  /** Makes the request object that tells progress; false sends by `fetch`, which cannot. Default: the browser's, if any. */
  xhr?: (() => XMLHttpRequest) | false | undefined
}

const EXTENSIONS: Record<string, string> = {
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
  'video/quicktime': 'mov',
  'video/x-matroska': 'mkv',
}

/** `recording.webm` for `audio/webm;codecs=opus`: the server and the user both want to see a name. */
function nameOf(blob: Blob): string {
  if ('name' in blob && blob.name) return String(blob.name)
  const type = blob.type.replace(/;.*/, '')
  const extension = EXTENSIONS[type] ?? /\/(?:x-)?(\w+)$/.exec(type)?.[1]
  return extension ? `recording.${extension}` : 'recording'
}

/** Name, type and size as they are shown while sending. Throws `invalid_request`, or `empty_file`. */
export function describeInput(input: TaskInput, name?: string): TaskFile {
  const { size, url } = Object(input) as { size?: unknown; url?: unknown }
  if (typeof size !== 'number' && typeof url !== 'string') {
    const message = 'Give a File, a Blob or { url }.'
    throw taskError({ code: 'invalid_request', message, retryable: false })
  }
  if (!('size' in input)) return { name: name ?? input.url, type: '', size: 0 }
  if (input.size > 0) return { name: name ?? nameOf(input), type: input.type, size: input.size }
  const message = 'The file is empty; choose another one.'
  throw taskError({ code: 'empty_file', message, retryable: false })
}

/**
 * Creates a task from a file's raw bytes, told by `onProgress` as they leave, or from a URL.
 * Rejects with `aborted`, `connection_failed`, or what the server answered.
 */
export function uploadTask(
  api: TaskApi,
  input: TaskInput,
  { language, prompt, model, temperature, name }: StartOptions,
  { key, signal, onProgress, xhr }: UploadOptions,
): Promise<TaskView> {
  const settings = { language, prompt, model, temperature }
  const query = new URLSearchParams()
  let body: BodyInit
  let type = 'application/json'
  let fetch: typeof globalThis.fetch | undefined
  if ('size' in input) {
    body = input
    type = input.type || 'application/octet-stream'
    for (const [option, value] of Object.entries({ name: name ?? nameOf(input), ...settings })) {
      if (value !== undefined) query.set(option, String(value))
    }
    const make = xhr ?? (typeof XMLHttpRequest === 'undefined' ? false : () => new XMLHttpRequest())
    if (make) fetch = fetchByXhr(make, onProgress)
  } else {
    body = JSON.stringify({ source: { url: input.url }, ...settings })
  }
  return api.view(`/tasks${'size' in input ? `?${query}` : ''}`, {
    method: 'POST',
    headers: { 'content-type': type, 'idempotency-key': key },
    body,
    signal,
    fetch,
  })
}
