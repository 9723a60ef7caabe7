import type { LedgerCall } from './ledger.ts'

export interface ReadBody {
  /** Undefined when the body was longer than the limit. */
  bytes: Uint8Array<ArrayBuffer> | undefined
  /** Bytes that came, also those past the limit. */
  total: number
}

/**
 * Reads a body to its end and never holds more than `limit` bytes. What comes past the limit is counted and dropped:
 * the recorded 413 names the number of bytes read, and a client still sending would see a reset instead of the answer.
 */
export async function readBody(
  request: Request,
  limit: number,
  call: LedgerCall,
): Promise<ReadBody> {
  let chunks: Uint8Array[] = []
  let total = 0
  for await (const chunk of request.body ?? []) {
    total += chunk.length
    if (total <= limit) chunks.push(chunk)
    else chunks = []
  }
  call.requestBytes = total
  if (total > limit) return { bytes: undefined, total }
  const bytes = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return { bytes, total }
}
