import type { TaskView } from '../schemas/task-view.ts'
import type { Send, TaskApi } from './api.ts'
import type { TaskFile } from './state.ts'
import { taskError } from './task-error.ts'
import { sendByXhr } from './xhr.ts'

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

const EXTENSIONS: Record<string, string> = { 'audio/mp4': 'm4a', 'audio/mpeg': 'mp3' }

/** `recording.webm` for `audio/webm;codecs=opus`: the server and the user both want to see a name. */
function nameOf(blob: Blob): string {
  if ('name' in blob && blob.name) return String(blob.name)
  const [type = '', extension = ''] = /^\w+\/(?:x-)?(\w+)/.exec(blob.type) ?? []
  return ['recording', EXTENSIONS[type] ?? extension].filter(Boolean).join('.')
}

/** Name, type and size as they are shown while sending. Throws `invalid_request`, or `empty_file`. */
export function describeInput(input: TaskInput, name?: string): TaskFile {
  const given = Object(input) as Partial<Blob & { url: string }>
  if (typeof given.url === 'string') return { name: name ?? given.url, type: '', size: 0 }
  if (typeof given.size !== 'number') {
    throw taskError('invalid_request', 'Give a File, a Blob or { url }.')
  }
  if (given.size === 0) throw taskError('empty_file', 'The file is empty; choose another one.')
  const blob = input as Blob
  return { name: name ?? nameOf(blob), type: blob.type, size: blob.size }
}

/**
 * Creates a task from a file's raw bytes, told by `onProgress` as they leave, or from a URL.
 * Rejects with `aborted`, `connection_failed`, or what the server answered.
 */
export async function uploadTask(
  api: TaskApi,
  input: TaskInput,
  { name: _shown, ...settings }: StartOptions,
  { name, type }: TaskFile,
  { key, signal, onProgress, xhr }: UploadOptions,
): Promise<TaskView> {
  let path = '/tasks'
  let body: BodyInit
  let mediaType = 'application/json'
  let by: Send | undefined
  if ('url' in input) body = JSON.stringify({ source: { url: input.url }, ...settings })
  else {
    const query = new URLSearchParams({ name })
    for (const [option, value] of Object.entries(settings)) {
      if (value !== undefined) query.set(option, String(value))
    }
    path += `?${query}`
    body = input
    mediaType = type || 'application/octet-stream'
    const make = xhr ?? (globalThis.XMLHttpRequest && (() => new XMLHttpRequest()))
    if (make) by = sendByXhr(make, onProgress)
  }
  const headers = { 'content-type': mediaType, 'idempotency-key': key }
  return api.parse(await api.text(path, { method: 'POST', headers, body, signal, by }))
}
