/** Inclusive bounds, as in `Content-Range`. */
export type ByteRange = [start: number, end: number]

/**
 * One range out of a `Range` header for a body of `size` bytes.
 * `full`: answer everything (no header, another unit, several ranges, or not well-formed, all of which RFC 9110, 14.2 lets a
 * server ignore). `unsatisfiable`: answer 416.
 */
export function parseRange(
  header: string | null,
  size: number,
): ByteRange | 'full' | 'unsatisfiable' {
  const found = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '')
  if (!found) return 'full'
  const [, first = '', last = ''] = found
  if (first === '' && last === '') return 'full'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : [size - length, size - 1]
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'full'
  if (start >= size) return 'unsatisfiable'
  return [start, last === '' ? size - 1 : Math.min(Number(last), size - 1)]
}
