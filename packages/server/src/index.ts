export type {
  Action,
  Authorize,
  CreateTaskInput,
  Cuekit,
  CuekitTasks,
  HandleOptions,
  Limits,
  Logger,
  Owner,
  TaskSource,
} from './context.ts'
export { createCuekit } from './create-cuekit.ts'
export type { CuekitEvent } from './events.ts'
export { fileBlobs } from './files/blobs.ts'
export { memoryQueue } from './memory/queue.ts'
export { memoryStore } from './memory/store.ts'
export type { CuekitOptions, OnTaskEnd, Ports } from './options.ts'
export type { BlobInfo, BlobStore } from './ports/blob-store.ts'
export type { TaskQueue, TaskRun } from './ports/task-queue.ts'
export type {
  NewTask,
  StepRecord,
  StoredAudio,
  StoredStatus,
  StoredTask,
  TaskChange,
  TaskPage,
  TaskStore,
} from './ports/task-store.ts'
export { anonymous } from './security/anonymous.ts'
