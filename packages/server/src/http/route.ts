import type { Action, Owner, ServerContext } from '../context.ts'

/** What a route gets to see of one request. */
export interface RouteInput {
  context: ServerContext
  request: Request
  query: URLSearchParams
  /** Named parts of the path; they hold only `[A-Za-z0-9_-]`. */
  params: Readonly<Record<string, string>>
  /** Without a slash at the end; empty when mounted at the root. */
  basePath: string
  /** Asks the application who is calling. Throws `unauthorized`. */
  authorize(action: Action): Promise<Owner>
  events: EventTimes
  /** Event streams per owner. */
  openStreams: Map<string, number>
}

/** Milliseconds; all of them injectable so that tests need not wait. */
export interface EventTimes {
  /** A comment is sent this often, so that proxies keep the connection. */
  pingMs: number
  /** Two views of one task are at least this far apart. */
  gapMs: number
  /** The store is read this often even without a hint, since hints may be lost. */
  pollMs: number
  /** The stream ends itself, before the platform cuts it; the client reconnects. */
  closeMs: number
  /** `authorize` is asked again this often. */
  authorizeMs: number
}

export type Route = (input: RouteInput) => Promise<Response>
