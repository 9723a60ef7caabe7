import type { EngineOptions } from '@cuekit/core/engines'
import type { ErrorBody, TaskStep, Transcript, Warning } from '@cuekit/core'

/** `running` and `waiting` are both shown as `processing`. The last three are final. */
export type StoredStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled'

export interface StoredAudio {
  /** File name whose extension tells the format. */
  name: string
  type: string
  bytes: number
  blob: string
}

export interface StoredTask {
  id: string
  owner: string
  version: number
  status: StoredStatus
  step?: TaskStep
  /** 0..1 of the current step. */
  progress?: number
  source: { name: string; type: string; bytes: number; blob: string; duration?: number }
  /** The smaller audio an engine gets instead of the source. */
  audio?: StoredAudio
  options: EngineOptions
  language?: string
  warnings: Warning[]
  error?: ErrorBody
  transcript?: Transcript
  cancelRequested: boolean
  /** Grows with each run; a write with an older one is refused. */
  fence: number
  /** Runs begun since the last one that got anywhere: a checkpoint `done` and a change to `waiting` set it to 0. */
  starts: number
  /** Milliseconds since the epoch, as are all times of the ports. */
  runAt?: number
  createdAt: number
  updatedAt: number
  /** When the media may be deleted, once the task is final. */
  expiresAt?: number
  /** The media was deleted. */
  purged?: true
  /** Final, but whoever waits for the end was not told yet: the task can still be begun. */
  endPending?: true
}

/** A checkpoint: what a finished (or submitted) step leaves for the next run. `value` is JSON of at most 256 kB. */
export interface StepRecord {
  name: string
  state: 'intent' | 'submitted' | 'done'
  value?: unknown
}

export interface NewTask {
  owner: string
  /** `Idempotency-Key`: the same owner and key give the existing task. */
  key?: string
  /** Same key with another hash is an `idempotency_conflict`. */
  inputHash: string
  id: string
  source: StoredTask['source']
  options: EngineOptions
  /** Most tasks of this owner that may be unfinished; checked in the same transaction. */
  maxActive?: number
  expiresAt?: number
}

/**
 * Fields that are given replace; the others stay. An empty change only says "still alive": `updatedAt` moves, `version` does not.
 * On a final task only `checkpoint`, `runAt` and `endPending` are taken, and `version` and `updatedAt` stay.
 */
export interface TaskChange {
  status?: StoredStatus
  step?: TaskStep
  /** Null removes it. */
  progress?: number | null
  checkpoint?: StepRecord
  duration?: number
  audio?: StoredAudio
  language?: string
  warnings?: Warning[]
  error?: ErrorBody
  transcript?: Transcript
  runAt?: number
  endPending?: boolean
}

export interface TaskPage {
  tasks: StoredTask[]
  /** Pass back as `cursor`; missing on the last page. */
  next?: string
}

/** The only truth about tasks. Adapters must make each method one atomic change. */
export interface TaskStore {
  create(task: NewTask): Promise<{ task: StoredTask; created: boolean }>
  get(id: string): Promise<StoredTask | null>
  /**
   * How many tasks of an owner are unfinished: whoever has used up the quota is refused before the upload and not after it.
   * Only a hint, `create` decides; stores that cannot count cheaply leave it out.
   */
  active?(owner: string): Promise<number>
  /** Newest first. */
  list(query: { owner: string; cursor?: string; limit: number }): Promise<TaskPage>
  /**
   * Take a task for one run: fence and starts grow, it is `running` and `runAt` is gone. Null when it is unknown or final;
   * a final task whose end is pending can be begun and keeps its status.
   */
  begin(id: string): Promise<{ task: StoredTask; fence: number; steps: StepRecord[] } | null>
  /**
   * Applied only while the fence is ours and the task is there and not final (or its end is pending). `lost`: write nothing
   * more. `cancel`: applied, but the owner asked to stop.
   */
  commit(id: string, fence: number, change: TaskChange): Promise<'ok' | 'lost' | 'cancel'>
  /** Asks the running worker to stop; a task that is not running becomes `cancelled` at once. A final one stays. Null when unknown. */
  requestCancel(id: string): Promise<StoredTask | null>
  /**
   * A failed or cancelled task becomes `queued` again with its finished and submitted checkpoints: what was paid for is not
   * bought twice. Null when it is not failed or cancelled. `maxActive`: as for a new task, else the limit could be passed by
   * cancelling and retrying; `quota_exceeded`.
   */
  requeue(id: string, options?: { maxActive?: number }): Promise<StoredTask | null>
  delete(id: string): Promise<boolean>
  /**
   * What the sweeper wakes: `queued` and `waiting` tasks that are due, `running` ones silent since `before`, and final ones
   * whose end is pending and due.
   */
  stuck(before: number, limit: number): Promise<string[]>
  /** Final tasks whose `expiresAt` is not after `now` and whose media is still there. */
  expired(now: number, limit: number): Promise<string[]>
  /** Notes that the media of a final task was deleted. False when unknown or not final. */
  markPurged(id: string): Promise<boolean>
  /** A hint that a task changed; messages may be lost. Returns unsubscribe. */
  watch(onChange: (id: string, version: number) => void): () => void
  /** A real write probe. */
  check(): Promise<void>
  close(): Promise<void>
}
