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
 * Never rejects: whatever broke it, asking for the task tells more. `silent` is a stream that we gave up.
 */
export async function streamTask(
  api: TaskApi,
  { id, signal, silence, onOpen, onView }: StreamOptions,
): Promise<'ended' | 'silent'> {
  const attempt = new AbortController()
  const end = (): void => attempt.abort()
  let timer: ReturnType<typeof setTimeout> | undefined
  let how: 'ended' | 'silent' = 'ended'
  const listen = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      how = 'silent'
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
    const response = await api.send(taskPath(id, '/events'), {
      headers: { accept: 'text/event-stream' },
      signal: attempt.signal,
    })
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
      onOpen()
      const reader = response.body?.getReader()
      const decoder = new TextDecoder()
      for (;;) {
        const { value } = (await reader?.read()) ?? {}
        if (!value) break
        listen()
        push(decoder.decode(value, { stream: true }))
      }
    }
  } catch {
    // Told by how little came.
  }
  clearTimeout(timer)
  end()
  return how
}
