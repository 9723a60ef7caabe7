import { resolve } from 'node:path'
import type { TaskView, Transcript } from '@cuekit/core'
import type { Engine } from '@cuekit/core/engines'
import * as z from 'zod/mini'
import type { Authorize, Limits, Logger } from './context.ts'
import type { CuekitEvent } from './events.ts'
import { fileBlobs } from './files/blobs.ts'
import { consoleLogger, safeLogger } from './logger.ts'
import { memoryQueue } from './memory/queue.ts'
import { memoryStore } from './memory/store.ts'
import { parseOptions } from './parse-options.ts'
import type { BlobStore } from './ports/blob-store.ts'
import type { TaskQueue } from './ports/task-queue.ts'
import type { TaskStore } from './ports/task-store.ts'

export interface Ports {
  store: TaskStore
  queue: TaskQueue
  blobs: BlobStore
}

/** Told once a task has succeeded or failed; `transcript` is there when it succeeded. */
export type OnTaskEnd = (end: { task: TaskView; transcript?: Transcript }) => unknown

export interface CuekitOptions {
  /** Turns media into a transcript. Required: nothing is chosen silently. */
  engine: Engine
  /** Decides who asks, for each request. Required; `anonymous()` for demos. */
  authorize: Authorize
  /** A folder for media and secret (default `./.cuekit`; the tasks are then kept in memory), or ports of your own. */
  storage?: string | Ports
  /** Two instances in one process need two names. Default `cuekit`. */
  name?: string
  /** Signs links, at least 16 characters. Default: made at first use and kept in the folder, readable by this user only. */
  secret?: string
  /** Absolute URL under which the handler is mounted, e.g. `https://app.example/api/cuekit`: for engines that fetch media. */
  publicUrl?: string
  /** Where links of `cuekit.tasks` point. Default `/api/cuekit`. */
  basePath?: string
  /** Defaults: 2 GiB, 4 hours, 5 unfinished tasks of an owner. */
  limits?: Partial<Limits>
  /** Tasks worked on at once by this process. Default 2. */
  concurrency?: number
  /** Seconds after which uploaded media is deleted once its task is final; transcripts stay. Default 7 days. */
  keepMediaSeconds?: number
  /** Called at least once for each task that succeeded or failed, and again (5 times at most) while it throws. */
  onTaskEnd?: OnTaskEnd
  /** For metrics and traces. */
  onEvent?: (event: CuekitEvent) => void
  logger?: Logger
  /** Milliseconds since the epoch, for tests. */
  clock?: () => number
}

export interface Settings {
  engine: Engine
  authorize: Authorize
  ports: Ports
  /** The storage folder, if it is one. */
  folder?: string
  name: string
  secret?: string
  publicUrl?: string
  basePath: string
  limits: Limits
  concurrency: number
  keepMediaSeconds: number
  onTaskEnd?: OnTaskEnd
  onEvent: (event: CuekitEvent) => void
  logger: Logger
  now: () => number
}

const isFunction = (value: unknown): boolean => typeof value === 'function'
const fun = (use: string) => z.optional(z.custom<never>(isFunction, `must be a function ${use}`))
const has = (value: unknown, ...methods: string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  methods.every((method) => isFunction((value as Record<string, unknown>)[method]))

const isEngine = (value: unknown): boolean =>
  has(value, 'transcribe') && typeof (value as Partial<Engine>).capabilities === 'object'

const isPublicUrl = (text: string): boolean =>
  URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#]/.test(text)

const whole = (text: string) =>
  z.optional(z.number(text).check(z.refine((n) => Number.isSafeInteger(n) && n > 0, text)))
const portsSchema = z.strictObject({
  store: z.custom<TaskStore>((v) => has(v, 'create', 'begin', 'commit'), 'must be a TaskStore'),
  queue: z.custom<TaskQueue>((v) => has(v, 'wake', 'work'), 'must be a TaskQueue'),
  blobs: z.custom<BlobStore>((v) => has(v, 'put', 'get', 'stat'), 'must be a BlobStore'),
})

const schema = z.strictObject({
  engine: z.custom<Engine>(
    isEngine,
    'is required: an engine such as letsapi({ apiKey }) of @cuekit/core/engines',
  ),
  authorize: z.custom<Authorize>(
    isFunction,
    'is required: a function (request) => ({ id }) or null that tells who asks; anonymous() is one for demos',
  ),
  storage: z.optional(
    z.custom<string | object>(
      (value) =>
        typeof value === 'string' ? value !== '' : typeof value === 'object' && value !== null,
      'must be the path of a folder, or { store, queue, blobs }',
    ),
  ),
  name: z.optional(
    z
      .string('must be a string')
      .check(z.regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _')),
  ),
  secret: z.optional(
    z.string('must be a string').check(z.minLength(16, 'needs at least 16 characters')),
  ),
  publicUrl: z.optional(
    z
      .string('must be a string')
      .check(z.refine(isPublicUrl, 'must be an absolute http(s) URL without query and fragment')),
  ),
  basePath: z.optional(
    z.string('must be a string').check(z.regex(/^\/[^?#]*$/, 'must begin with / and be a path')),
  ),
  limits: z.optional(
    z.strictObject({
      maxBytes: whole('must be a whole number of bytes'),
      maxDuration: z.optional(z.number('must be seconds').check(z.gt(0, 'must be seconds'))),
      maxActiveTasks: whole('must be a whole number'),
    }),
  ),
  concurrency: whole('must be a whole number above 0'),
  keepMediaSeconds: z.optional(
    z.number('must be seconds').check(z.gte(0, 'must be seconds, 0 or more')),
  ),
  onTaskEnd: fun('that takes { task, transcript }'),
  onEvent: fun('that takes an event'),
  logger: z.optional(
    z.custom<Logger>(
      (value) => has(value, 'debug', 'info', 'warn', 'error'),
      'must have the methods debug, info, warn and error',
    ),
  ),
  clock: fun('that gives milliseconds'),
})

const WHERE = 'createCuekit'

/** Options checked and completed. Throws `invalid_option`. Touches neither disk nor network. */
export function parseCuekitOptions(options: CuekitOptions): Settings {
  const given = parseOptions(schema, options, WHERE)
  const name = given.name ?? 'cuekit'
  const now = options.clock ?? Date.now
  const storage = given.storage ?? './.cuekit'
  const folder =
    typeof storage === 'string' ? resolve(/* turbopackIgnore: true */ storage) : undefined
  const logger = safeLogger(given.logger ?? consoleLogger(name))
  return {
    engine: given.engine,
    authorize: given.authorize,
    ports: folder
      ? {
          store: memoryStore({ now }),
          queue: memoryQueue({ now }),
          blobs: fileBlobs({ folder: resolve(/* turbopackIgnore: true */ folder, 'blobs') }),
        }
      : parseOptions(portsSchema, storage, `${WHERE}: storage`),
    ...(folder === undefined ? {} : { folder }),
    name,
    ...(given.secret === undefined ? {} : { secret: given.secret }),
    ...(given.publicUrl === undefined ? {} : { publicUrl: given.publicUrl.replace(/\/+$/, '') }),
    basePath: (given.basePath ?? '/api/cuekit').replace(/\/+$/, ''),
    limits: {
      maxBytes: given.limits?.maxBytes ?? 2 * 1024 ** 3,
      maxDuration: given.limits?.maxDuration ?? 4 * 3600,
      maxActiveTasks: given.limits?.maxActiveTasks ?? 5,
    },
    concurrency: given.concurrency ?? 2,
    keepMediaSeconds: given.keepMediaSeconds ?? 7 * 24 * 3600,
    ...(options.onTaskEnd && { onTaskEnd: options.onTaskEnd }),
    onEvent: options.onEvent ?? (() => {}),
    logger,
    now,
  }
}
