import type { EngineOptions } from '@cuekit/core/engines'
import type { ErrorBody, TaskStep, Transcript, Warning } from '@cuekit/core'

/** `running` and `waiting` are both shown as `processing`. The last three are final. */
export type StoredStatus = 'queued' | 'running' | 'waiting' | 'succeeded' | 'failed' | 'cancelled'

export interface StoredTask {
  id: string
  owner: string
  version: number
  status: StoredStatus
  step?: TaskStep
  /** 0..1 of the current step. */
  progress?: number
  source: { name: string; type: string; bytes: number; blob: string; duration?: number }
  options: EngineOptions
  language?: string
  warnings: Warning[]
  error?: ErrorBody
  transcript?: Transcript
  cancelRequested: boolean
  /** Grows with each run; a write with an older one is refused. */
  fence: number
  /** Runs begun without a finished step in between. */
  starts: number
  /** Milliseconds since the epoch, as are all times of the ports. */
  runAt?: number
  createdAt: number
  updatedAt: number
  expiresAt?: number
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
}

export interface TaskChange {
  status?: StoredStatus
  step?: TaskStep
  progress?: number | null
  checkpoint?: StepRecord
  duration?: number
  language?: string
  warnings?: Warning[]
  error?: ErrorBody
  transcript?: Transcript
  runAt?: number
  expiresAt?: number
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
  /** Newest first. */
  list(query: { owner: string; cursor?: string; limit: number }): Promise<TaskPage>
  /** Take a task for one run: fence and starts grow. Null when it is final or unknown. */
  begin(id: string): Promise<{ task: StoredTask; fence: number; steps: StepRecord[] } | null>
  /** Applied only while the fence is ours. `lost`: write nothing more. `cancel`: applied, but the owner asked to stop. */
  commit(id: string, fence: number, change: TaskChange): Promise<'ok' | 'lost' | 'cancel'>
  /** Asks the running worker to stop; a task that is not running becomes `cancelled` at once. Null when unknown. */
  requestCancel(id: string): Promise<StoredTask | null>
  /** A failed or cancelled task becomes `queued` again with its finished checkpoints. Null when it is not failed or cancelled. */
  requeue(id: string): Promise<StoredTask | null>
  delete(id: string): Promise<boolean>
  /** Not final and due, or silent since `before`: what the sweeper wakes. */
  stuck(before: number, limit: number): Promise<string[]>
  /** A hint that a task changed; messages may be lost. Returns unsubscribe. */
  watch(onChange: (id: string, version: number) => void): () => void
  /** A real write probe. */
  check(): Promise<void>
  close(): Promise<void>
}
