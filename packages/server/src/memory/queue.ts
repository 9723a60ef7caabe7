import type { TaskQueue, TaskRun } from '../ports/task-queue.ts'

// Timers of more than a few weeks overflow, and a clock that jumps must be noticed: look again at least this often.
const LONGEST_TIMER = 60_000
/** How long runs may take to end once their signal is aborted. */
const ABORT_GRACE = 5_000

interface Worker {
  run(taskId: string, signal: AbortSignal): Promise<TaskRun>
  concurrency: number
  running: Set<Promise<void>>
  stopping: boolean
  aborter: AbortController
}

const pause = (milliseconds: number, until: Promise<unknown>): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    void until.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Wakes workers of this process. Wakes are kept in memory: what is lost with it, the sweeper finds again in the store. */
export function memoryQueue({ now = Date.now }: { now?: () => number } = {}): TaskQueue {
  const due = new Map<string, number>()
  const active = new Set<string>()
  const workers = new Set<Worker>()
  let timer: NodeJS.Timeout | undefined

  function keepEarliest(taskId: string, at: number): void {
    due.set(taskId, Math.min(at, due.get(taskId) ?? Infinity))
  }

  function nextReady(): { taskId?: string; at: number } {
    let next: { taskId?: string; at: number } = { at: Infinity }
    for (const [taskId, at] of due) {
      if (!active.has(taskId) && at < next.at) next = { taskId, at }
    }
    return next
  }

  async function runOne(worker: Worker, taskId: string): Promise<void> {
    try {
      const { again } = await worker.run(taskId, worker.aborter.signal)
      if (again !== undefined) keepEarliest(taskId, again)
    } catch {
      // The run reports its own failures; one that throws is left to the sweeper.
    } finally {
      active.delete(taskId)
    }
  }

  function pump(): void {
    clearTimeout(timer)
    for (const worker of workers) {
      while (!worker.stopping && worker.running.size < worker.concurrency) {
        const { taskId, at } = nextReady()
        if (taskId === undefined || at > now()) break
        due.delete(taskId)
        active.add(taskId)
        const run: Promise<void> = runOne(worker, taskId).then(() => {
          worker.running.delete(run)
          pump()
        })
        worker.running.add(run)
      }
    }
    const hasRoom = [...workers].some((w) => !w.stopping && w.running.size < w.concurrency)
    const { at } = nextReady()
    if (hasRoom && at < Infinity) {
      timer = setTimeout(pump, Math.max(1, Math.min(at - now(), LONGEST_TIMER)))
    }
  }

  return {
    async wake(taskId, at = now()) {
      keepEarliest(taskId, at)
      pump()
    },

    async work(run, { concurrency }) {
      const worker: Worker = {
        run,
        concurrency,
        running: new Set(),
        stopping: false,
        aborter: new AbortController(),
      }
      workers.add(worker)
      pump()
      return {
        async stop(graceMs) {
          worker.stopping = true
          const ended = Promise.all(worker.running)
          if (worker.running.size > 0) await pause(graceMs, ended)
          worker.aborter.abort()
          if (worker.running.size > 0) await pause(ABORT_GRACE, ended)
          workers.delete(worker)
          pump()
        },
      }
    },

    async check() {},
  }
}
