import type { TaskStep } from '@cuekit/core'
import type { Engine } from '@cuekit/core/engines'
import type { Limits, Logger } from '../context.ts'
import type { CuekitEvent } from '../events.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { StepRecord, StoredTask, TaskChange, TaskStore } from '../ports/task-store.ts'
import type { Timing } from './timing.ts'

/** What steps work with; the same for all tasks of an instance. */
export interface PipelineContext {
  engine: Engine
  store: TaskStore
  blobs: BlobStore
  limits: Limits
  /** Gives a link that the engine's service can fetch; missing without a public address. */
  publicLink?: (taskId: string, file: 'source' | 'audio') => string
  timing: Timing
  logger: Logger
  onEvent: (event: CuekitEvent) => void
  now: () => number
}

/** One run of one task: what a step sees of it, and the only way by which it writes. */
export interface Run {
  /** As last written by this run. */
  readonly task: StoredTask
  /** Aborted when the owner cancels, another run took over, or the worker stops. */
  readonly signal: AbortSignal
  checkpoint(name: string): StepRecord | undefined
  /** Rejects when the run has to end; nothing may be written after that. */
  commit(change: TaskChange): Promise<void>
  /** Measured progress of the step, 0..1; what goes back is ignored. */
  progress(value: number): void
  /** Adds to the task's warnings with the next commit; the same one is kept once. */
  warnings(...added: StoredTask['warnings']): StoredTask['warnings']
}

/** `done`: the step is finished, `value` is its checkpoint. `waitUntil`: run me again at that time; nothing is held meanwhile. */
export type StepOutcome =
  | { done: Omit<TaskChange, 'status' | 'checkpoint' | 'runAt'>; value?: unknown }
  | { waitUntil: number; change: TaskChange }

export interface Step {
  name: TaskStep
  run(run: Run, context: PipelineContext): Promise<StepOutcome>
}
