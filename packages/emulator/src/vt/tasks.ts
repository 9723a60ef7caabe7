import { randomUUID } from 'node:crypto'
import { inFolder } from '../in-folder.ts'
import { vtError } from './errors.ts'
import { failure } from './failure.ts'

interface WorkContext {
  /** Empty, and gone when the work is done. */
  folder: string
  signal: AbortSignal
  /** 0..1. */
  onProgress(progress: number): void
}

export interface VtTasks {
  /** Takes a task in and starts it as soon as there is room. `work` answers the task's `result` and bills its call. */
  submit(work: (context: WorkContext) => Promise<object>): string
  /** The answer of `GET /302/vt/tasks/subtitle/{task_id}`. */
  get(id: string, request: Request): Response
  /** Stops the tasks that run. */
  close(): Promise<void>
}

interface Task {
  status: 'queue' | 'processing' | 'success' | 'fail'
  /** Whole percent. The scale is not documented. */
  progress?: number
  result: object
}

const KEPT = 1000

/** `concurrency`: tasks that run at once; the others are in `queue`. */
export function createVtTasks({ concurrency }: { concurrency: number }): VtTasks {
  const tasks = new Map<string, Task>()
  const queue: (() => Promise<void>)[] = []
  const running = new Set<Promise<void>>()
  const closing = new AbortController()

  function next(): void {
    if (running.size >= concurrency) return
    const work = queue.shift()?.()
    if (work === undefined) return
    running.add(work)
    void work.finally(() => {
      running.delete(work)
      next()
    })
  }

  async function run(task: Task, work: Parameters<VtTasks['submit']>[0]): Promise<void> {
    task.status = 'processing'
    const { signal } = closing
    const onProgress = (progress: number): void => {
      task.progress = Math.floor(progress * 100)
    }
    // The folder is gone before the end is told, and no failure is left to be an unhandled rejection.
    const end = await inFolder((folder) => work({ folder, signal, onProgress })).then(
      (result): Task => ({ status: 'success', result }),
      (error: unknown): Task => ({ status: 'fail', result: { error: failure(error) } }),
    )
    delete task.progress
    Object.assign(task, end)
  }

  return {
    submit(work) {
      const id = `${randomUUID()}-e1`
      const task: Task = { status: 'queue', result: {} }
      tasks.set(id, task)
      // A Map keeps the order of insertion: the oldest goes first.
      for (const old of tasks.keys()) {
        if (tasks.size <= KEPT) break
        tasks.delete(old)
      }
      queue.push(() => run(task, work))
      // Not at once: the first poll may still see `queue`, as it does at the service.
      setImmediate(next)
      return id
    },
    get(id, request) {
      const task = tasks.get(id)
      return task === undefined
        ? vtError(request, '-10010', `There is no task "${id}" here.`)
        : Response.json(task)
    },
    async close() {
      queue.length = 0
      closing.abort()
      await Promise.all(running)
    },
  }
}
