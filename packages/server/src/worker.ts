import { toCuekitError } from '@cuekit/core'
import type { Settings } from './options.ts'
import type { TaskRun } from './ports/task-queue.ts'

const SWEEP_MS = 30_000
/** A run that has not beaten for this long is taken for dead; it beats every 10 s. */
const SILENT_MS = 60_000
const BATCH = 100
// With the seconds that aborted runs may take it stays below the ten after which Docker kills.
const GRACE_MS = 5_000

/** Blobs without a task are looked for once in so many sweeps, that is each hour. */
const ORPHAN_SWEEPS = 120
const DAY_SECONDS = 24 * 3600

export interface Worker {
  start(): Promise<void>
  stop(options?: { graceMs?: number }): Promise<void>
}

/** Works on tasks until stopped, and sweeps at once and every 30 s: wakes what was forgotten, deletes media that has expired. */
export function createWorker(
  { ports, concurrency, keepMediaSeconds, logger, now, onEvent }: Settings,
  run: (taskId: string, signal: AbortSignal) => Promise<TaskRun>,
): Worker {
  const { store, queue, blobs } = ports
  let started: Promise<{ stop(graceMs: number): Promise<void> }> | undefined
  let timer: NodeJS.Timeout | undefined

  let sweeps = 0

  /** A killed upload, or a store whose tasks are gone, leaves media that no task would ever have deleted. */
  async function deleteOrphans(): Promise<void> {
    const before = now() - Math.max(keepMediaSeconds, DAY_SECONDS) * 1000
    for (const id of (await blobs.stale?.(before)) ?? []) {
      if (!(await store.get(id))) await blobs.deleteTask(id)
    }
  }

  /** Media that cannot be deleted now is tried again with the next sweep; it does not keep that of others. */
  async function purge(id: string): Promise<void> {
    try {
      await blobs.deleteTask(id)
      if (await store.markPurged(id)) onEvent({ type: 'media_purged', taskId: id })
    } catch (error) {
      logger.error('media that has expired could not be deleted', { taskId: id, error })
    }
  }

  async function sweep(): Promise<void> {
    for (const id of await store.stuck(now() - SILENT_MS, BATCH)) await queue.wake(id)
    for (const id of await store.expired(now(), BATCH)) await purge(id)
    if (sweeps % ORPHAN_SWEEPS === 0) await deleteOrphans()
    sweeps += 1
  }

  function sweepSafely(): void {
    sweep().catch((error: unknown) => logger.error('the sweep failed', { error }))
  }

  async function work(taskId: string, signal: AbortSignal): Promise<TaskRun> {
    try {
      return await run(taskId, signal)
    } catch (error) {
      // The store could not be written: the sweeper comes back to the task when it can.
      logger.error('a run broke off', { taskId, error: toCuekitError(error) })
      return {}
    }
  }

  return {
    async start() {
      if (started) {
        await started
        return
      }
      started = queue.work(work, { concurrency })
      started.catch(() => {
        started = undefined
        clearInterval(timer)
      })
      clearInterval(timer)
      timer = setInterval(sweepSafely, SWEEP_MS)
      timer.unref()
      sweepSafely()
      await started
    },

    async stop({ graceMs = GRACE_MS } = {}) {
      clearInterval(timer)
      const working = started
      started = undefined
      await (await working)?.stop(graceMs)
    },
  }
}
