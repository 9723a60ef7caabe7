import { describe, it } from 'vitest'
import { taskQueueContract } from '../testing/task-queue-contract.ts'
import { memoryQueue } from './queue.ts'

describe('memoryQueue keeps the contract of TaskQueue', () => {
  it.each(taskQueueContract)('$name', ({ run }) => run(async () => memoryQueue()))
})
