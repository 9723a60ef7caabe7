import type { EventTimes } from './route.ts'

export interface EventFrame {
  id: string
  data: unknown
}

export interface EventStreamOptions {
  /** The client has left. */
  signal: AbortSignal
  times: EventTimes
  /** What changed since it was last asked; `last` ends the stream. Asked only when the reader has room. */
  read(): Promise<{ frames: EventFrame[]; last: boolean }>
  /** Calls back when reading may bring something. Returns unsubscribe. */
  subscribe(wake: () => void): () => void
  /** False ends the stream. */
  stillAllowed(): Promise<boolean>
  /** Told once, however the stream ended; with an error when `read` or `stillAllowed` threw. */
  onEnd(error?: unknown): void
}

/**
 * Server-sent events of current states. There is no log to replay: a reader that is slow, or comes back, gets the newest state
 * only. Source: WHATWG HTML, section 9.2.
 */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { signal, times, read, subscribe, stillAllowed, onEnd } = options
  const encoder = new TextEncoder()
  const timers: NodeJS.Timeout[] = []
  let controller: ReadableStreamDefaultController<Uint8Array>
  let unsubscribe = () => {}
  let ended = false
  let changed = true
  let earliest = 0
  let wake = () => {}

  const onAbort = () => end()
  function end(error?: unknown) {
    if (ended) return
    ended = true
    timers.forEach(clearTimeout)
    signal.removeEventListener('abort', onAbort)
    unsubscribe()
    wake()
    // A reader that cancelled has closed it already.
    if (controller.desiredSize !== null && !cancelled) controller.close()
    onEnd(error)
  }
  let cancelled = false

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        resolve()
      }
      wake = done
    })

  async function pull() {
    while (!ended) {
      // A hint may be lost, so after pollMs the state is read without one.
      if (!changed) await sleep(times.pollMs)
      while (!ended && performance.now() < earliest) await sleep(earliest - performance.now())
      if (ended) return
      changed = false
      earliest = performance.now() + times.gapMs
      const { frames, last } = await read()
      if (ended) return
      if (frames.length > 0) controller.enqueue(encoder.encode(frames.map(frameText).join('')))
      if (last) return end()
      if (frames.length > 0) return
    }
  }

  return new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
      if (signal.aborted) return end()
      signal.addEventListener('abort', onAbort, { once: true })
      unsubscribe = subscribe(() => {
        changed = true
        wake()
      })
      const ping = () => {
        // A reader without room has bytes on their way; a queue of pings would help nobody.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(': ping\n\n'))
      }
      const checkOwner = () =>
        void stillAllowed().then(
          (allowed) => allowed || end(),
          (error: unknown) => end(error),
        )
      timers.push(
        setInterval(ping, times.pingMs),
        setInterval(checkOwner, times.authorizeMs),
        setTimeout(end, times.closeMs),
      )
      controller.enqueue(encoder.encode('retry: 1000\n\n'))
    },
    pull: () => pull().catch((error: unknown) => end(error)),
    cancel() {
      cancelled = true
      end()
    },
  })
}

function frameText({ id, data }: EventFrame): string {
  // JSON has no line breaks of its own, so one data line is enough.
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}
