import type { CuekitError } from '../errors/error.ts'
import { LONGEST_TIMER } from './timer-limit.ts'

export interface Watchdog {
  /** Aborts with the error of the limit that was reached, or with the reason of the caller's own signal. */
  signal: AbortSignal
  /** Starts the next limit and forgets the one before; `null`, and more than a timer can be told, waits for ever. */
  expect(ms: number | null, error: () => CuekitError): void
  stop(): void
}

/** One timer for one thing that has to happen next, on top of a caller's signal. */
export function createWatchdog(parent?: AbortSignal): Watchdog {
  const controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const onAbort = (): void => controller.abort(parent?.reason)
  if (parent?.aborted) onAbort()
  else parent?.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    expect(ms, error) {
      clearTimeout(timer)
      if (ms !== null && ms <= LONGEST_TIMER)
        timer = setTimeout(() => controller.abort(error()), ms)
    },
    stop() {
      clearTimeout(timer)
      parent?.removeEventListener('abort', onAbort)
    },
  }
}
