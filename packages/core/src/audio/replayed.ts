export interface Replayed<E, R> extends AsyncIterable<E> {
  /** The result, whether or not anybody reads the events. */
  final(): Promise<R>
}

/**
 * Events of work that starts when somebody first wants them, kept so that any number of readers sees all of them. The work is
 * given up when the last reader leaves early and nobody waits for the result.
 */
export function createReplayed<E, R>(
  start: (signal: AbortSignal) => AsyncGenerator<E, R>,
): Replayed<E, R> {
  const events: E[] = []
  const gaveUp = new AbortController()
  let waiting: (() => void)[] = []
  let running: Promise<R> | undefined
  let readers = 0
  let settled = false
  let wanted = false

  const wake = (): void => {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  async function run(): Promise<R> {
    try {
      const work = start(gaveUp.signal)
      for (;;) {
        const next = await work.next()
        if (next.done) return next.value
        events.push(next.value)
        wake()
      }
    } finally {
      settled = true
      wake()
    }
  }
  function started(): Promise<R> {
    running ??= run()
    // Whoever reads or waits is told; nobody else has to be.
    running.catch(() => {})
    return running
  }

  return {
    async *[Symbol.asyncIterator]() {
      const result = started()
      readers += 1
      try {
        for (let at = 0; ;) {
          const event = events[at]
          if (event !== undefined) {
            at += 1
            yield event
          } else if (settled) break
          else await new Promise<void>((resolve) => waiting.push(resolve))
        }
        await result
      } finally {
        readers -= 1
        if (readers === 0 && !wanted) gaveUp.abort()
      }
    },
    final() {
      wanted = true
      return started()
    },
  }
}
