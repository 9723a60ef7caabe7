import type { IncomingMessage } from 'node:http'

/** What frameworks add to Node's request. Nothing here is required: a bare node:http request fits. */
export type NodeRequest = IncomingMessage & {
  /** Express: the part of the path that the mounts took off `url`. */
  baseUrl?: string
  /** Connect and Express: `url` before any mount changed it. */
  originalUrl?: string
  /** Express: obeys the app's `trust proxy`. */
  protocol?: string
  /** Left by a body parser that ran before. */
  body?: unknown
  /** Set by some function platforms: the body's bytes before they were parsed. */
  rawBody?: unknown
}
