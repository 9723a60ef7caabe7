import { pipeline, type Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

const DECODERS: Record<string, () => NodeJS.ReadWriteStream & Readable> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * A body without the compression its answer names. We ask for none, but a gateway may choose one when nothing is asked for
 * (RFC 9110, 12.5.3), and undici's request leaves it as it came.
 */
export function decodeBody(body: Readable, encoding: string | undefined): Readable {
  const decoder = DECODERS[encoding?.trim().toLowerCase() ?? '']?.()
  if (!decoder) return body
  // Whoever reads the decoder gets the error; the callback only keeps it from being thrown a second time.
  pipeline(body, decoder, () => {})
  return decoder
}
