import type { Transcript } from '../schemas/transcript.ts'

/** Media handed to an engine. Never held in memory: `open` reads it from the first byte each time it is called. */
export interface MediaSource {
  /** File name whose extension tells the format: services trust it. */
  name: string
  /** Media type, e.g. `audio/mpeg`. */
  type: string
  bytes: number
  /** Seconds. */
  duration?: number
  /** Absolute path where the bytes are a local file. */
  path?: string
  open(): AsyncIterable<Uint8Array>
  /** A link the service itself can fetch. Missing where the server has no public address. */
  url?(): Promise<string>
}

export interface EngineOptions {
  /** ISO 639-1; missing means the engine detects it. */
  language?: string
  prompt?: string
  model?: string
  /** 0..1. */
  temperature?: number
}

export type EngineEvent =
  | { type: 'upload'; sent: number; total?: number }
  /** 0..1 of the transcription, as measured or reported by the engine. */
  | { type: 'progress'; progress: number }
  | { type: 'partial'; text: string }

export interface EngineContext {
  signal?: AbortSignal
  onEvent?: (event: EngineEvent) => void
}

export interface EngineCapabilities {
  /** `bytes`: `open()` is uploaded or `path` is read. `url`: the service fetches `url()`. */
  accepts: 'bytes' | 'url'
  /** Largest file in bytes the engine takes. */
  maxBytes?: number
  /** File-name extensions without dot, or anything. */
  formats: readonly string[] | 'any'
  /** Answers carry word times. */
  words: boolean
  /** ISO 639-1 codes, or anything. */
  languages: readonly string[] | 'any'
  /** The engine does not detect the language: a task without one is refused. */
  languageRequired?: true
  /** Expect many wrong words; shown wherever a person meets the result. */
  accuracy?: 'low'
}

/** Turns media into a `Transcript`. Throws `CuekitError`. */
export interface Engine {
  readonly name: string
  readonly capabilities: EngineCapabilities
  transcribe(
    source: MediaSource,
    options?: EngineOptions,
    context?: EngineContext,
  ): Promise<Transcript>
}

/** A submitted remote job as JSON; polled only on the host that made it. */
export interface RemoteJob {
  v: 1
  id: string
  baseURL: string
  kind: string
  /** ISO 8601. */
  submittedAt: string
}

export type PollResult =
  | { status: 'pending'; progress?: number; retryAfterMs?: number }
  | { status: 'succeeded'; transcript: Transcript }

/** An engine whose work is submitted once and then polled, so that a pipeline can store the job in between. */
export interface RemoteEngine extends Engine {
  submit(source: MediaSource, options?: EngineOptions, context?: EngineContext): Promise<RemoteJob>
  /** One request. Throws `task_failed` when the service gave up. */
  poll(job: RemoteJob, context?: EngineContext): Promise<PollResult>
}

export function isRemoteEngine(engine: Engine): engine is RemoteEngine {
  return 'submit' in engine && 'poll' in engine
}
