import { CuekitError } from '@cuekit/core'

const aborted = (signal: AbortSignal): CuekitError =>
  new CuekitError('aborted', 'The operation was aborted.', { cause: signal.reason })

/** Settles as `work` does, or rejects with `aborted` as soon as `signal` fires, also when `work` never ends. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  let onAbort: (() => void) | undefined
  const abort = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(aborted(signal))
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  // When the signal wins, nobody is left to hear of the work's own failure.
  work.catch(() => {})
  try {
    return await Promise.race([work, abort])
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort)
  }
}

/** The same stream, which ends with `aborted` when `signal` fires, also while it waits for a chunk. */
export async function* abortableStream<T>(
  stream: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const iterator = stream[Symbol.asyncIterator]()
  let ended = false
  try {
    for (;;) {
      const next = await abortable(Promise.resolve(iterator.next()), signal)
      if (next.done) {
        ended = true
        return
      }
      yield next.value
    }
  } finally {
    // Not awaited: the end of a generator waits for its pending chunk, which may never come.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => {})
  }
}
