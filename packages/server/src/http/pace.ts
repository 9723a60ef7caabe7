import { CuekitError } from '@cuekit/core'

export interface PaceLimits {
  /** Milliseconds of waiting that are judged together. Default 60 000. */
  ms?: number
  /** Least bytes in that time. Default 60 000, which is 1 kB/s: no line that an upload would ever end on is slower. */
  bytes?: number
}

const LATE = Symbol('late')

async function withinMs<T>(work: Promise<T>, ms: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms)
    // A read that was given up may stay pending; it keeps no process alive.
    timer.unref()
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Waits for the reads of a body and gives up on a sender that keeps us waiting without sending: a byte per second would hold a
 * connection and a file for days. Only the time spent in waiting counts, so a slow disk of ours is nobody's fault.
 * Throws `upload_too_slow`.
 */
export function createPace({ ms = 60_000, bytes = 60_000 }: PaceLimits = {}) {
  let left = ms
  let brought = 0

  function judge(): void {
    if (brought < bytes) {
      throw new CuekitError(
        'upload_too_slow',
        `The upload was given up: less than ${bytes} bytes came in ${ms / 1000} s. Try again on a faster connection.`,
      )
    }
    left = ms
    brought = 0
  }

  return async function waitFor<T extends { value?: Uint8Array | undefined }>(
    read: Promise<T>,
  ): Promise<T> {
    for (;;) {
      const startedAt = performance.now()
      const result = await withinMs(read, left)
      left -= performance.now() - startedAt
      if (result !== LATE) {
        brought += result.value?.byteLength ?? 0
        if (left <= 0 && result.value) judge()
        return result
      }
      judge()
    }
  }
}
