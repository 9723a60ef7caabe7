import { setTimeout as sleep } from 'node:timers/promises'
import type { Faults } from './parse-faults.ts'

/** The answer's bytes as the faults let them through, under the headers of all of them. */
export function faultyBody(
  bytes: Uint8Array<ArrayBuffer>,
  faults: Faults,
  signal: AbortSignal,
): Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> {
  const rate = faults.get('drip')
  if (rate === undefined && !faults.has('truncate')) return bytes
  const end = faults.has('truncate') ? Math.floor(bytes.length / 2) : bytes.length
  const perSecond = Number(rate ?? Infinity)
  // Twenty drops a second, but never less than a byte.
  const size = Math.min(Math.max(1, Math.floor(perSecond / 20)), Math.max(1, end))
  let sent = 0
  return new ReadableStream(
    {
      async pull(controller) {
        if (sent >= end) {
          if (end < bytes.length) controller.error(new TypeError('terminated'))
          else controller.close()
          return
        }
        if (sent > 0) await sleep((size / perSecond) * 1000, undefined, { signal })
        controller.enqueue(bytes.subarray(sent, Math.min(sent + size, end)))
        sent += size
      },
    },
    { highWaterMark: 0 },
  )
}
