/** Milliseconds; `null` means no limit. */
export interface Timeouts {
  /** Name lookup, TCP and TLS. */
  connect: number
  /** From the last byte sent to the answer's headers. */
  headers: number | null
  /** Longest silence while bytes go out or come in. */
  bodyIdle: number | null
  /** The whole call with all its attempts and waits. */
  total: number | null
}

/** Some of the limits; the rest keep their defaults. */
export type TimeoutOptions = { [K in keyof Timeouts]?: Timeouts[K] | undefined }

/** Limits with those replaced that are given. */
export function mergeTimeouts(
  defaults: Timeouts,
  ...given: readonly (TimeoutOptions | undefined)[]
): Timeouts {
  const merged = { ...defaults }
  for (const options of given) {
    merged.connect = options?.connect ?? merged.connect
    if (options?.headers !== undefined) merged.headers = options.headers
    if (options?.bodyIdle !== undefined) merged.bodyIdle = options.bodyIdle
    if (options?.total !== undefined) merged.total = options.total
  }
  return merged
}

/** A request body that is read while it is sent. `open` starts again from the first byte when `replayable`. */
export interface RequestBody {
  /** Bytes, where known: sent as `Content-Length`. */
  length?: number
  /** Content type, with the boundary where there is one. */
  type: string
  replayable: boolean
  open(): AsyncIterable<Uint8Array>
}

export interface TransportRequest {
  method: 'GET' | 'POST'
  url: URL
  /** Lower-case names. */
  headers: Record<string, string>
  body?: RequestBody
  signal: AbortSignal
  /** A transport has to keep `connect` only; the caller watches over the rest. */
  timeouts: Timeouts
}

export interface RawResponse {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  body: AsyncIterable<Uint8Array>
}

/** Sends one request and follows no redirect. Rejects with whatever the network said. */
export type Transport = (request: TransportRequest) => Promise<RawResponse>
