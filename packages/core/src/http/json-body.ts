import type { RequestBody } from './transport.ts'

/** A request body of JSON. */
export function jsonBody(value: unknown): RequestBody {
  const bytes = new TextEncoder().encode(JSON.stringify(value))
  return {
    type: 'application/json',
    length: bytes.length,
    replayable: true,
    async *open() {
      yield bytes
    },
  }
}
