import { sniffMediaType } from '@cuekit/core'
import type { MediaSource } from '@cuekit/core/engines'

/** An uploaded file as media for an engine; undefined when its first bytes are not media, whatever its name says. */
export async function mediaSource(file: File): Promise<MediaSource | undefined> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const sniffed = sniffMediaType(bytes.subarray(0, 400))
  if (sniffed === undefined) return undefined
  return {
    name: file.name,
    type: sniffed.type,
    bytes: bytes.length,
    async *open() {
      yield bytes
    },
  }
}
