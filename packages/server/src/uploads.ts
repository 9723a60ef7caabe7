import { CuekitError, isCuekitError } from '@cuekit/core'
import type { TaskOperations } from './context.ts'

/**
 * Task operations whose uploads can be ended: `close` breaks off those that still come in with `shutting_down` and resolves
 * when nothing is left of them. A process that exits earlier leaves parts of files behind.
 */
export function createUploads(tasks: TaskOperations): {
  tasks: TaskOperations
  close(): Promise<void>
} {
  const running = new Map<Promise<unknown>, AbortController>()
  let closing = false
  const shuttingDown = (): CuekitError =>
    new CuekitError('shutting_down', 'The server is stopping; send the file again in a moment.')

  return {
    tasks: {
      ...tasks,
      async create(input) {
        if (closing) throw shuttingDown()
        // What is no signal is refused there, by name.
        if (input.signal !== undefined && !(input.signal instanceof AbortSignal)) {
          return tasks.create(input)
        }
        const aborter = new AbortController()
        const abort = (): void => aborter.abort(input.signal?.reason)
        if (input.signal?.aborted) abort()
        input.signal?.addEventListener('abort', abort, { once: true })
        const upload = tasks.create({ ...input, signal: aborter.signal })
        running.set(upload, aborter)
        try {
          return await upload
        } catch (error) {
          const broken = isCuekitError(error) && error.code === 'aborted'
          throw broken && !input.signal?.aborted ? shuttingDown() : error
        } finally {
          running.delete(upload)
          input.signal?.removeEventListener('abort', abort)
        }
      },
    },
    async close() {
      closing = true
      for (const aborter of running.values()) aborter.abort()
      await Promise.allSettled(running.keys())
    },
  }
}
