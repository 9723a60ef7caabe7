import { type CuekitError, isCuekitError } from '../errors/error.ts'
import type { ErrorBody, TaskView } from '../schemas/task-view.ts'
import { aborted, invalidResponse, taskError } from './task-error.ts'
import { isTaskView, resolveLinks } from './view.ts'

export interface TaskApiOptions {
  /** Where Cuekit is mounted: a path of this site, or an absolute URL. Default `/api/cuekit`. */
  endpoint?: string
  /** Sent with every request; a function is asked each time, so that it can give a fresh token. */
  headers?: HeadersInit | (() => HeadersInit | undefined | Promise<HeadersInit | undefined>)
  /** Default `same-origin`. */
  credentials?: RequestCredentials
  fetch?: typeof fetch
}

export interface TaskRequest {
  method?: string
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Instead of the one of the options. */
  fetch?: typeof fetch | undefined
}

/** The server's HTTP interface as the browser task needs it. Everything rejects with a `CuekitError`. */
export interface TaskApi {
  endpoint: string
  /** Any answer but an error; 304 is none. */
  send(path: string, request?: TaskRequest): Promise<Response>
  /** The task in an answer. */
  read(response: Response): Promise<TaskView>
  /** `send` and `read`. */
  view(path: string, request?: TaskRequest): Promise<TaskView>
}

/** Under `/tasks`; ids are the server's, and still nothing that may change the path. */
export const taskPath = (id: string, rest = ''): string => `/tasks/${encodeURIComponent(id)}${rest}`

/** Anything thrown on the way as a `CuekitError`: ours unchanged, the rest as the connection's fault. */
export function toTaskError(cause: unknown, signal?: AbortSignal): CuekitError {
  if (isCuekitError(cause)) return cause
  if (signal?.aborted) return aborted(cause)
  const message = 'The server could not be reached; check the connection and try again.'
  return taskError({ code: 'connection_failed', message, retryable: true }, { cause })
}

// For answers without our body, which come from a proxy or from another program.
const CODES: Record<number, string> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not_found',
  413: 'payload_too_large',
  429: 'rate_limited',
}

async function readError(response: Response, endpoint: string): Promise<CuekitError> {
  const { status, headers } = response
  const answer = (await response.json().catch(() => null)) as { error?: Partial<ErrorBody> } | null
  const unavailable = status === 429 || status > 500
  return taskError(
    {
      code: CODES[status] ?? (unavailable ? 'connection_failed' : 'invalid_response'),
      message: `The server or a proxy before it answered ${status}; is Cuekit mounted at ${endpoint}?`,
      retryable: unavailable,
      ...answer?.error,
    },
    { status, retryAfterMs: Number(headers.get('retry-after')) * 1000 || 0 },
  )
}

export function createTaskApi(options: TaskApiOptions): TaskApi {
  const { headers: given, credentials = 'same-origin' } = options
  const endpoint = (options.endpoint ?? '/api/cuekit').replace(/\/+$/, '')
  // Called without an object: a browser's fetch refuses any other `this` than the window.
  const ours: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))

  async function send(path: string, request: TaskRequest = {}): Promise<Response> {
    const { fetch = ours, signal, headers: more, ...init } = request
    try {
      const headers = new Headers(typeof given === 'function' ? await given() : given)
      for (const [name, value] of Object.entries(more ?? {})) headers.set(name, value)
      const response = await fetch(endpoint + path, {
        ...init,
        headers,
        credentials,
        cache: 'no-store',
        signal: signal ?? null,
      })
      if (response.ok || response.status === 304) return response
      throw await readError(response, endpoint)
    } catch (error) {
      throw toTaskError(error, signal)
    }
  }

  async function read(response: Response): Promise<TaskView> {
    const view: unknown = await response.json().catch((error: unknown) => {
      // No JSON is a page of the app where the routes should be; all else is a connection that broke.
      if (!(error instanceof SyntaxError)) throw toTaskError(error)
    })
    if (isTaskView(view)) return resolveLinks(view, endpoint)
    throw invalidResponse(`The answer was not a task; is Cuekit mounted at ${endpoint}?`)
  }

  return {
    endpoint,
    send,
    read,
    view: async (path, request) => read(await send(path, request)),
  }
}
