import type { TaskStore } from '../ports/task-store.ts'
import type { ContractCase } from './contract-case.ts'
import { taskStoreEnding } from './task-store-ending.ts'
import { taskStoreKeeping } from './task-store-keeping.ts'
import { taskStoreRunning } from './task-store-running.ts'

/** What every `TaskStore` has to do. Run each case in your test runner; `make` gives an empty store. */
export const taskStoreContract: ContractCase<TaskStore>[] = [
  ...taskStoreKeeping,
  ...taskStoreRunning,
  ...taskStoreEnding,
]
