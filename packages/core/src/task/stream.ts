import type { TaskView } from '../schemas/task-view.ts'
import { type TaskApi, taskPath, toTaskError } from './api.ts'
import { createFrameParser } from './frames.ts'
import { invalidResponse, taskError } from './task-error.ts'
import { isTaskView, resolveLinks } from './view.ts'

export interface StreamOptions {
  id: string
  signal: AbortSignal
  /** Milliseconds without a byte, pings included, after which the stream counts as dead or buffered by a proxy. */
  silence: number
  /** The server answered with a stream; something may still hold its bytes back. */
  onOpen(): void
  onView(view: TaskView): void
}

function parseView(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

/**
 * Reads one event stream of a task by `fetch`, which can send headers where `EventSource` cannot.
 * Resolves when the server ends it; rejects when it breaks, with `body_timeout` when it falls silent.
 */
export async function streamTask(api: TaskApi, options: StreamOptions): Promise<void> {
  const { id, signal, silence, onOpen, onView } = options
  const attempt = new AbortController()
  const abort = (): void => attempt.abort()
  let silent = false
  const fallSilent = (): void => {
    silent = true
    abort()
  }
  let timer = setTimeout(fallSilent, silence)
  signal.addEventListener('abort', abort)
  const push = createFrameParser(({ data }) => {
    const view = parseView(data)
    if (isTaskView(view) && view.id === id && !attempt.signal.aborted) {
      onView(resolveLinks(view, api.endpoint))
    }
  })
  try {
    const response = await api.send(taskPath(id, '/events'), {
      headers: { accept: 'text/event-stream' },
      signal: attempt.signal,
    })
    const type = response.headers.get('content-type') ?? ''
    if (!response.body || !type.startsWith('text/event-stream')) {
      abort()
      throw invalidResponse('The answer was not an event stream.')
    }
    onOpen()
    const reader = response.body.getReader()
    const decoder = new TextDecoder()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(fallSilent, silence)
      push(decoder.decode(value, { stream: true }))
    }
  } catch (error) {
    if (!silent) throw toTaskError(error, signal)
    const message = 'The event stream fell silent.'
    throw taskError({ code: 'body_timeout', message, retryable: true })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  }
}
