import type { CuekitError } from '../errors/error.ts'
import type { ErrorBody, TaskView } from '../schemas/task-view.ts'
import { invalidResponse, taskError, toTaskError } from './task-error.ts'
import { parseJson, parseView } from './view.ts'

export interface TaskApiOptions {
  /** Where Cuekit is mounted: a path of this site, or an absolute URL. Default `/api/cuekit`. */
  endpoint?: string
  /** Sent with every request. Looked up each time, and a function is asked each time: it can give a fresh token. */
  headers?: HeadersInit | (() => HeadersInit | undefined | Promise<HeadersInit | undefined>)
  /** Default `same-origin`. */
  credentials?: RequestCredentials
  fetch?: typeof fetch
}

/** What `fetch` is called as. */
export type Send = (
  url: string,
  init: RequestInit & { method: string; headers: Headers },
) => Promise<Response>

interface TaskRequest {
  method?: string
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Instead of the `fetch` of the options. */
  by?: Send | undefined
}

/** The server's HTTP interface as the browser task needs it. Everything rejects with a `CuekitError`. */
export interface TaskApi {
  endpoint: string
  /** Sends, and reads any answer but an error; 304 is none. */
  send<T>(
    path: string,
    read: (response: Response) => T | Promise<T>,
    request?: TaskRequest,
  ): Promise<T>
  /** The whole answer; empty for 304. */
  text(path: string, request?: TaskRequest): Promise<string>
  /** The task that an answer holds. */
  parse(text: string): TaskView
}

/** Ids are the server's, and still nothing that may change the path. */
export const taskPath = (id: string, rest = ''): string => `/tasks/${encodeURIComponent(id)}${rest}`

// For answers without our body, which come from a proxy or from another program.
const CODES: Record<number, string> = {
  401: 'unauthorized',
  403: 'unauthorized',
  413: 'payload_too_large',
  429: 'rate_limited',
}

async function readError(response: Response, endpoint: string): Promise<CuekitError> {
  const { status } = response
  const unavailable = status === 408 || status === 429 || status > 500
  const body = parseJson(await response.text()) as { error?: Partial<ErrorBody> } | null | undefined
  const {
    code = CODES[status] ?? (unavailable ? 'connection_failed' : 'invalid_response'),
    message = `The server or a proxy before it answered ${status}; is Cuekit mounted at ${endpoint}?`,
    retryable = unavailable,
    requestId,
  } = body?.error ?? {}
  return taskError(code, message, retryable, { status, requestId })
}

export function createTaskApi(options: TaskApiOptions): TaskApi {
  const { credentials = 'same-origin' } = options
  const endpoint = (options.endpoint ?? '/api/cuekit').replace(/\/+$/, '')
  // Called without an object: a browser's fetch refuses any other `this` than the window.
  const fetch: Send = options.fetch ?? ((input, init) => globalThis.fetch(input, init))

  const send: TaskApi['send'] = async (path, read, request = {}) => {
    const { by = fetch, method = 'GET', signal, headers: more, body } = request
    try {
      const given = options.headers
      const headers = new Headers(typeof given === 'function' ? await given() : given)
      for (const name in more) headers.set(name, more[name] ?? '')
      const response = await by(endpoint + path, {
        method,
        headers,
        credentials,
        cache: 'no-store',
        body: body ?? null,
        signal: signal ?? null,
      })
      if (response.ok || response.status === 304) return await read(response)
      throw await readError(response, endpoint)
    } catch (error) {
      throw toTaskError(error, signal)
    }
  }

  return {
    endpoint,
    send,
    text: (path, request) => send(path, (response) => response.text(), request),
    parse(text) {
      const view = parseView(text, endpoint)
      // A page of the app, where the routes should be.
      if (!view) throw invalidResponse('a task', endpoint)
      return view
    },
  }
}
