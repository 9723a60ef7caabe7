import type { CuekitError } from '../errors/error.ts'
import type { TaskView } from '../schemas/task-view.ts'
import { type TaskApi, taskPath } from './api.ts'
import { browserConnectivity, type Connectivity } from './connectivity.ts'
import type { TaskConnection } from './state.ts'
import { streamTask } from './stream.ts'
import { toTaskError } from './task-error.ts'
import { isFinal } from './view.ts'

// What is longer fires after one millisecond. Source: HTML, timers (signed 32 bit).
const LONGEST_TIMER = 2 ** 31 - 1

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
    // Aborted when the watch is over, whatever the reason.
    const over = new AbortController()
    // For requests in flight; replaced after it dropped them for being offline.
    let link = new AbortController()
    let version = options.version ?? -1
    let offline = false
    let failures = 0
    // The round of questions that is going on; an older one sees that it is not itself any more, and stops.
    let polling: symbol | undefined
    const sleepers = new Set<() => void>()

    function wake(): void {
      for (const awake of sleepers) awake()
      sleepers.clear()
    }

    async function sleep(ms: number): Promise<void> {
      let timer: ReturnType<typeof setTimeout> | undefined
      await new Promise<void>((awake) => {
        sleepers.add(awake)
        timer = setTimeout(awake, ms)
      })
      clearTimeout(timer)
    }

    function finish(error?: CuekitError): void {
      over.abort()
      link.abort()
      wake()
      if (error) reject(error)
      else resolve()
    }

    function deliver(view: TaskView): void {
      if (over.signal.aborted || view.version <= version) return
      version = view.version
      onView(view)
      if (isFinal(view)) finish()
    }

    function goOffline(): void {
      offline = true
      link.abort()
      onConnection('offline')
    }

    async function stream(): Promise<void> {
      while (!over.signal.aborted) {
        // Every stream begins with the current view: one that brings none has failed, however it ended.
        failures += 1
        const silent = await streamTask(api, {
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
        if (over.signal.aborted) return
        if (silent) failures = timing.failures
        if (failures > 0 && !offline && !connectivity.online()) goOffline()
        if (failures >= timing.failures && !offline && !polling) void poll()
        await sleep(offline ? LONGEST_TIMER : polling ? timing.probe : timing.reconnect)
      }
    }

    async function poll(): Promise<void> {
      const me = (polling = Symbol())
      const current = (): boolean => polling === me && !over.signal.aborted
      let errors = 0
      let [wait, later] = timing.poll
      while (current()) {
        try {
          const text = await api.text(taskPath(id), {
            headers: version < 0 ? {} : { 'if-none-match': `"${version}"` },
            signal: link.signal,
          })
          if (!current()) return
          errors = 0
          onConnection('polling')
          // Empty is 304: nothing new.
          if (text !== '') deliver(api.parse(text))
        } catch (thrown) {
          if (!current()) return
          if (!offline) {
            const error = toTaskError(thrown)
            const refused = error.status > 0 && error.status < 500 && !error.retryable
            if (refused || ++errors >= timing.lost) return finish(error)
            onConnection('offline')
            wait *= errors
          }
        }
        await sleep(offline ? LONGEST_TIMER : wait)
        wait = later
      }
    }

    if (signal.aborted) return finish()
    signal.addEventListener('abort', () => finish(), { signal: over.signal })
    connectivity.listen((event) => {
      if (event === 'offline') return goOffline()
      if (offline) link = new AbortController()
      offline = false
      failures = 0
      wake()
    }, over.signal)
    void stream()
  })
}
