import { sniffMediaType } from '@cuekit/core'
import type { MediaSource } from '@cuekit/core/engines'

/** Bytes in memory as media for an engine. */
export function mediaSource(
  name: string,
  type: string,
  bytes: Uint8Array<ArrayBuffer>,
): MediaSource {
  return {
    name,
    type: sniffMediaType(bytes.subarray(0, 400))?.type ?? (type || 'application/octet-stream'),
    bytes: bytes.length,
    async *open() {
      yield bytes
    },
  }
}
