import { describe, it } from 'vitest'
import { taskStoreContract } from '../testing/task-store-contract.ts'
import { memoryStore } from './store.ts'

describe('memoryStore keeps the contract of TaskStore', () => {
  it.each(taskStoreContract)('$name', ({ run }) => run(async () => memoryStore()))
})
