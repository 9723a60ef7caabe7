import type { TaskView } from '../schemas/task-view.ts'
import { type TaskApi, taskPath } from './api.ts'
import { createFrameParser } from './frames.ts'
import { parseView } from './view.ts'

export interface StreamOptions {
  id: string
  signal: AbortSignal
  /** Milliseconds without a byte, pings included, after which the stream counts as dead or buffered by a proxy. */
  silence: number
  /** The server answered with a stream; something may still hold its bytes back. */
  onOpen(): void
  onView(view: TaskView): void
}

/**
 * Reads one event stream of a task by `fetch`, which can send headers where `EventSource` cannot.
 * Never rejects: whatever broke it, asking for the task tells more. True when it was given up for being silent.
 */
export async function streamTask(
  api: TaskApi,
  { id, signal, silence, onOpen, onView }: StreamOptions,
): Promise<boolean> {
  const attempt = new AbortController()
  const end = (): void => attempt.abort()
  let timer: ReturnType<typeof setTimeout> | undefined
  let silent = false
  const listen = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      silent = true
      end()
    }, silence)
  }
  const push = createFrameParser((data) => {
    const view = parseView(data, api.endpoint)
    if (view?.id === id && !attempt.signal.aborted) onView(view)
  })
  signal.addEventListener('abort', end, { signal: attempt.signal })
  listen()
  try {
    const read = async ({ headers, body }: Response): Promise<void> => {
      if (!headers.get('content-type')?.startsWith('text/event-stream')) return
      onOpen()
      const reader = body?.getReader()
      const decoder = new TextDecoder()
      for (;;) {
        const { value } = (await reader?.read()) ?? {}
        if (!value) return
        listen()
        push(decoder.decode(value, { stream: true }))
      }
    }
    await api.send(taskPath(id, '/events'), read, {
      headers: { accept: 'text/event-stream' },
      signal: attempt.signal,
    })
  } catch {
    // Told by how little came.
  }
  clearTimeout(timer)
  end()
  return silent
}
