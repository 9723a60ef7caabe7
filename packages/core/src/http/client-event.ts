import type { ErrorCode } from '../errors/codes.ts'

/** What a client tells about its requests. Nothing in it is secret: no headers, no bodies, no query. */
export type ClientEvent =
  | { type: 'request'; id: string; method: string; path: string; attempt: number }
  | {
      type: 'response'
      id: string
      method: string
      path: string
      attempt: number
      status: number
      /** Milliseconds from the start of this attempt to the answer's last byte. */
      ms: number
      requestId?: string
    }
  | {
      type: 'retry'
      id: string
      method: string
      path: string
      /** The attempt that failed. */
      attempt: number
      code: ErrorCode
      /** Milliseconds until the next one. */
      delay: number
    }

/** Tells a listener; what it throws is its own affair and never fails a call that may have been paid for. */
export function notify<E>(listener: ((event: E) => void) | undefined, event: E): void {
  try {
    listener?.(event)
  } catch {
    // See above.
  }
}
