import type { TaskView } from '../schemas/task-view.ts'
import { type TaskApi, taskPath, toTaskError } from './api.ts'
import { browserConnectivity, type Connectivity } from './connectivity.ts'
import type { TaskConnection } from './state.ts'
import { streamTask } from './stream.ts'
import { isFinal } from './view.ts'

/** Milliseconds, but for the counts. */
export interface WatchTiming {
  /** No byte for so long, though the server pings every 15 s: the stream is dead or held back by a proxy. */
  silence: number
  /** Before a stream is opened again. */
  reconnect: number
  /** Streams that fail in a row before we ask instead. */
  failures: number
  /** Between questions: the first wait, and all others. */
  poll: readonly [number, number]
  /** While asking, how often a stream is tried again. */
  probe: number
  /** Questions that fail in a row before the watch is given up. */
  lost: number
}

const TIMING: WatchTiming = {
  silence: 35_000,
  reconnect: 1000,
  failures: 3,
  poll: [2000, 5000],
  probe: 30_000,
  lost: 10,
}

export interface WatchOptions {
  id: string
  signal: AbortSignal
  /** Version that is known already. */
  version?: number | undefined
  /** Newer views only, in order of version. */
  onView(view: TaskView): void
  onConnection(connection: TaskConnection): void
  timing?: Partial<WatchTiming> | undefined
  connectivity?: Connectivity | undefined
}

/**
 * Follows a task to its end: by event stream; by asking with `ETag` while streams do not get through, until one does;
 * not at all while offline. Resolves after the final view or when aborted; rejects with a `CuekitError` when the server
 * refuses, or does not answer any more.
 */
export function watchTask(api: TaskApi, options: WatchOptions): Promise<void> {
  const { id, signal, onView, onConnection, connectivity = browserConnectivity } = options
  const timing = { ...TIMING, ...options.timing }

  return new Promise((resolve, reject) => {
    let version = options.version ?? -1
    let over = false
    let offline = false
    // The round of questions that is going on; an older one sees that it is not itself any more, and stops.
    let polling: symbol | undefined
    let failures = 0
    // Requests in flight; replaced after they were dropped for being offline.
    let link = new AbortController()
    const sleepers = new Set<() => void>()

    const wake = (): void => sleepers.forEach((awake) => awake())

    const sleep = (ms: number): Promise<void> =>
      new Promise((awake) => {
        const done = (): void => {
          clearTimeout(timer)
          sleepers.delete(done)
          awake()
        }
        const timer = ms < Infinity ? setTimeout(done, ms) : undefined
        sleepers.add(done)
      })

    function finish(settle: () => void): void {
      if (over) return
      over = true
      link.abort()
      unsubscribe()
      signal.removeEventListener('abort', stop)
      wake()
      settle()
    }
    const stop = (): void => finish(resolve)

    function deliver(view: TaskView): void {
      if (over || view.version <= version) return
      version = view.version
      onView(view)
      if (isFinal(view)) stop()
    }

    function goOffline(): void {
      offline = true
      link.abort()
      onConnection('offline')
    }

    function comeBack(): void {
      if (offline) link = new AbortController()
      offline = false
      failures = 0
      wake()
    }

    const unsubscribe = connectivity.subscribe((event) => {
      if (event === 'offline') goOffline()
      else comeBack()
    })

    async function stream(): Promise<void> {
      while (!over) {
        if (offline) {
          await sleep(Infinity)
          continue
        }
        // Every stream begins with the current view: one that brings none has failed, however it ended.
        failures += 1
        try {
          await streamTask(api, {
            id,
            signal: link.signal,
            silence: timing.silence,
            onOpen: () => {
              if (!polling) onConnection('live')
            },
            onView: (view) => {
              failures = 0
              polling = undefined
              onConnection('live')
              deliver(view)
            },
          })
        } catch (error) {
          if (over) return
          if (offline) continue
          if (!connectivity.online()) {
            goOffline()
            continue
          }
          if (toTaskError(error).code === 'body_timeout') failures = timing.failures
        }
        if (failures >= timing.failures && !polling) void poll()
        await sleep(polling ? timing.probe : timing.reconnect)
      }
    }

    async function poll(): Promise<void> {
      const me = (polling = Symbol())
      let errors = 0
      for (let round = 0; polling === me && !over; round++) {
        let wait = timing.poll[round === 0 ? 0 : 1]
        try {
          const response = await api.send(taskPath(id), {
            headers: version < 0 ? {} : { 'if-none-match': `"${version}"` },
            signal: link.signal,
          })
          errors = 0
          if (polling === me && !over) onConnection('polling')
          if (response.status !== 304) deliver(await api.read(response))
        } catch (thrown) {
          if (over || polling !== me) return
          if (offline) {
            await sleep(Infinity)
            continue
          }
          const error = toTaskError(thrown)
          const refused = error.status > 0 && error.status < 500 && !error.retryable
          if (refused || ++errors >= timing.lost) return finish(() => reject(error))
          onConnection('offline')
          wait = Math.max(wait * Math.min(errors, 6), error.retryAfterMs ?? 0)
        }
        await sleep(connectivity.hidden() ? wait * 2 : wait)
      }
    }

    if (signal.aborted) return stop()
    signal.addEventListener('abort', stop)
    void stream()
  })
}
