import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import type { ClientEvent } from './client-event.ts'
import type { RetryPolicy } from './retry.ts'
import type { TimeoutOptions, Transport } from './transport.ts'
import type { UploadProgress } from './upload-progress.ts'

/** What every client of a remote service takes. */
export interface ClientOptions {
  /** The key itself or a function that fetches it; `null` for a server that wants none. */
  apiKey?: string | (() => string | Promise<string>) | null | undefined
  /** Address of the service; a path prefix is kept. */
  baseURL?: string | URL | undefined
  /** Another `fetch`: a recorder, another runtime's, or a server in the same process. Node's own keeps whole uploads in memory. */
  fetch?: typeof globalThis.fetch | undefined
  transport?: Transport | undefined
  timeouts?: TimeoutOptions | undefined
  retry?: RetryPolicy | false | undefined
  /** Sent with every request. */
  headers?: Record<string, string> | undefined
  /** A key in a web page can be read by every visitor; set this only where the key is the visitor's own. */
  dangerouslyAllowBrowser?: boolean | undefined
  onEvent?: ((event: ClientEvent) => void) | undefined
}

/** What every single call takes. */
export interface RequestOptions {
  signal?: AbortSignal | undefined
  timeouts?: TimeoutOptions | undefined
  retry?: RetryPolicy | false | undefined
  headers?: Record<string, string> | undefined
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined
}

const aFunction = <T>() =>
  z.custom<T>((value) => typeof value === 'function', { error: 'it has to be a function' })
const milliseconds = z.number().check(z.gte(0))

const timeoutsSchema = z.strictObject({
  connect: z.optional(milliseconds),
  headers: z.optional(z.nullable(milliseconds)),
  bodyIdle: z.optional(z.nullable(milliseconds)),
  total: z.optional(z.nullable(milliseconds)),
})

const retrySchema = z.union([
  z.literal(false),
  z.strictObject({
    attempts: z.optional(z.int().check(z.gte(1))),
    baseDelay: z.optional(milliseconds),
    maxDelay: z.optional(milliseconds),
    maxRetryAfter: z.optional(milliseconds),
  }),
])

const headersSchema = z.record(z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]+$/)), z.string())

/** For `z.strictObject`: the keys of `ClientOptions`. */
export const clientOptionsShape = {
  apiKey: z.optional(
    z.nullable(z.union([z.string(), aFunction<() => string | Promise<string>>()])),
  ),
  baseURL: z.optional(z.union([z.string(), z.instanceof(URL)])),
  fetch: z.optional(aFunction<typeof globalThis.fetch>()),
  transport: z.optional(aFunction<Transport>()),
  timeouts: z.optional(timeoutsSchema),
  retry: z.optional(retrySchema),
  headers: z.optional(headersSchema),
  dangerouslyAllowBrowser: z.optional(z.boolean()),
  onEvent: z.optional(aFunction<(event: ClientEvent) => void>()),
}

export const requestOptionsSchema = z.strictObject({
  signal: z.optional(z.instanceof(AbortSignal)),
  timeouts: z.optional(timeoutsSchema),
  retry: z.optional(retrySchema),
  headers: z.optional(headersSchema),
  onUploadProgress: z.optional(aFunction<(progress: UploadProgress) => void>()),
})

/** A base URL without its trailing slash; a path prefix and a query stay. `invalid_option` for anything but http and https. */
export function parseBaseURL(value: string | URL): URL {
  const url = URL.canParse(String(value)) ? new URL(value) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new CuekitError(
      'invalid_option',
      'baseURL has to be an http or https address without a user name, such as "https://api.example.com/v1".',
    )
  }
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/, '')
  return url
}
