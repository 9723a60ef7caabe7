import type { Engine, EngineOptions } from '@cuekit/core/engines'
import type { TaskView, Transcript } from '@cuekit/core'
import type { BlobStore } from './ports/blob-store.ts'
import type { StoredTask, TaskPage, TaskStore } from './ports/task-store.ts'

/** Whoever a request speaks for. */
export interface Owner {
  /** Tasks belong to this id. */
  id: string
  limits?: { maxActiveTasks?: number; maxBytes?: number }
  /** A `Set-Cookie` value to send with the answer. */
  setCookie?: string
}

export type Action = 'config' | 'create' | 'read' | 'cancel' | 'retry' | 'delete'

/**
 * Decides who asks. Null answers 401. `native` is `{ req, res }` under Express, so that `req.user` is in reach.
 * `sign` gives an HMAC of a text with the instance's secret, for cookies that must not be forged.
 */
export type Authorize = (
  request: Request,
  context: { action: Action; native?: unknown; sign?: (text: string) => string },
) => Owner | null | Promise<Owner | null>

export interface Limits {
  /** Largest upload in bytes. */
  maxBytes: number
  /** Longest media in seconds. */
  maxDuration: number
  /** Unfinished tasks an owner may have. */
  maxActiveTasks: number
}

export interface Logger {
  debug(message: string, details?: object): void
  info(message: string, details?: object): void
  warn(message: string, details?: object): void
  error(message: string, details?: object): void
}

/**
 * Media for a new task: a file of this machine (own code only), or a stream that was declared to have `bytes` bytes. What it is
 * the first bytes tell; `name` and `type` are not believed.
 */
export type TaskSource =
  | { path: string; name?: string }
  | { body: AsyncIterable<Uint8Array>; name: string; type?: string; bytes?: number }

export interface CreateTaskInput extends EngineOptions {
  source: TaskSource
  owner: string
  idempotencyKey?: string
  maxBytes?: number
  maxActiveTasks?: number
  /**
   * Options that follow the bytes: a form may have its fields after the file. Asked once, after `source.body` has ended
   * and before anything is stored about the task; they win over the options above.
   */
  lateOptions?: () => EngineOptions
  signal?: AbortSignal
}

/** Task operations. With `owner`, another owner's task is `not_found`. All throw `CuekitError`. */
export interface TaskOperations {
  create(input: CreateTaskInput): Promise<StoredTask>
  get(id: string, owner?: string): Promise<StoredTask>
  list(query: { owner: string; cursor?: string; limit?: number }): Promise<TaskPage>
  cancel(id: string, owner?: string): Promise<StoredTask>
  /** `maxActiveTasks`: default the instance's limit. */
  retry(id: string, owner?: string, options?: { maxActiveTasks?: number }): Promise<StoredTask>
  delete(id: string, owner?: string): Promise<void>
}

export type LinkPurpose = 'media' | 'audio' | 'subtitles'

/** Links that carry their own permission, for `<video>`, `<track>` and services that cannot send headers. */
export interface Links {
  /** The query of a link: `exp=<seconds since the epoch>&sig=<HMAC>`. The HMAC covers purpose, task id and expiry. */
  sign(taskId: string, purpose: LinkPurpose): string
  /** `missing`: the query carries no signature, so ask `authorize`. Throws `link_invalid` when it is wrong or expired. */
  verify(taskId: string, purpose: LinkPurpose, query: URLSearchParams): 'valid' | 'missing'
}

/** What the HTTP routes see of an instance. */
export interface ServerContext {
  name: string
  engine: Engine
  store: TaskStore
  blobs: BlobStore
  tasks: TaskOperations
  links: Links
  limits: Limits
  authorize: Authorize
  logger: Logger
  /** Starts the worker if it is not running. Called by the first handled request. */
  start(): Promise<void>
  /** The public shape of a task; links are path-absolute under `basePath`. */
  view(task: StoredTask, basePath: string): TaskView
  /** Blob that `media` links serve, or `audio` where a smaller one was extracted. Null when purged. */
  mediaBlob(
    task: StoredTask,
    purpose: 'media' | 'audio',
  ): Promise<{ key: string; type: string; name: string } | null>
  now(): number
}

export interface HandleOptions {
  /** Where the handler is mounted, without a slash at the end. Default `/api/cuekit`. */
  basePath?: string
  /** Handed to `authorize`. */
  native?: unknown
}

/** Tasks for own server code: cron, webhooks, Server Actions. */
export interface CuekitTasks {
  create(input: CreateTaskInput): Promise<TaskView>
  get(id: string, options?: { owner?: string }): Promise<TaskView>
  transcript(id: string, options?: { owner?: string }): Promise<Transcript>
  list(query: {
    owner: string
    cursor?: string
    limit?: number
  }): Promise<{ tasks: TaskView[]; next?: string }>
  cancel(id: string, options?: { owner?: string }): Promise<TaskView>
  retry(id: string, options?: { owner?: string }): Promise<TaskView>
  delete(id: string, options?: { owner?: string }): Promise<void>
}

/** One instance, used by routes, scheduled work, server components and scripts. */
export interface Cuekit {
  readonly name: string
  handle(request: Request, options?: HandleOptions): Promise<Response>
  readonly tasks: CuekitTasks
  readonly worker: {
    start(): Promise<void>
    /** Waits `graceMs` (default 5000) for running tasks to end, then puts them back: the next start goes on with them. */
    stop(options?: { graceMs?: number }): Promise<void>
  }
  /** Breaks uploads off, stops the worker and closes the store. Takes 10 s at most where an engine obeys its signal. */
  close(): Promise<void>
}
