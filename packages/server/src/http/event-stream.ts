import type { EventTimes } from './route.ts'

interface EventFrame {
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
  let wake = () => {}
  let ended = false
  let changed = true
  let earliest = 0

  const send = (text: string) => controller.enqueue(encoder.encode(text))
  const onAbort = () => end()

  function release(error?: unknown) {
    ended = true
    timers.forEach(clearTimeout)
    signal.removeEventListener('abort', onAbort)
    unsubscribe()
    wake()
    onEnd(error)
  }
  function end(error?: unknown) {
    if (ended) return
    release(error)
    controller.close()
  }

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(wake, ms)
    })

  /** Called while the reader has room: waits for a change, or for the time to look without a hint, since hints may be lost. */
  async function next() {
    while (!ended) {
      if (!changed) await sleep(times.pollMs)
      while (!ended && performance.now() < earliest) await sleep(earliest - performance.now())
      if (ended) return
      changed = false
      earliest = performance.now() + times.gapMs
      const { frames, last } = await read()
      if (ended) return
      if (frames.length > 0) send(frames.map(frameText).join(''))
      if (last) return end()
      if (frames.length > 0) return
    }
  }

  function ping() {
    // A reader without room has bytes on their way; a queue of pings would help nobody.
    if ((controller.desiredSize ?? 0) > 0) send(': ping\n\n')
  }
  function checkOwner() {
    stillAllowed().then((allowed) => allowed || end(), end)
  }

  return new ReadableStream<Uint8Array>({
    start(given) {
      controller = given
      unsubscribe = subscribe(() => {
        changed = true
        wake()
      })
      timers.push(
        setInterval(ping, times.pingMs),
        setInterval(checkOwner, times.authorizeMs),
        setTimeout(end, times.closeMs),
      )
      signal.addEventListener('abort', onAbort, { once: true })
      send('retry: 1000\n\n')
      if (signal.aborted) end()
    },
    pull: () => next().catch(end),
    cancel: () => {
      if (!ended) release()
    },
  })
}

function frameText({ id, data }: EventFrame): string {
  // JSON has no line breaks of its own, so one data line is enough.
  return `id: ${id}\ndata: ${JSON.stringify(data)}\n\n`
}
