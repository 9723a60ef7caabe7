import { CuekitError } from '@cuekit/core'
import type { StepRecord, StoredTask, TaskChange, TaskStore } from '../ports/task-store.ts'
import { applyChange } from '../ports/apply-change.ts'
import { quotaExceeded } from '../ports/quota-exceeded.ts'
import { pageOf } from './page.ts'

interface Entry {
  task: StoredTask
  steps: Map<string, StepRecord>
  key?: { name: string; inputHash: string }
}

const isFinal = (task: StoredTask): boolean =>
  task.status === 'succeeded' || task.status === 'failed' || task.status === 'cancelled'

/**
 * Tasks in this process's memory, gone with it: for tests, demos and tools that run once.
 * Everything that goes in or out is a copy.
 */
export function memoryStore({ now = Date.now }: { now?: () => number } = {}): TaskStore {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(id: string, version: number) => void>()

  function changed(task: StoredTask): void {
    const { id, version } = task
    for (const listener of listeners) queueMicrotask(() => listener(id, version))
  }

  /** A new version of the task, with `change` done to it. */
  function update(entry: Entry, change: (task: StoredTask) => void): StoredTask {
    change(entry.task)
    entry.task.version += 1
    entry.task.updatedAt = now()
    changed(entry.task)
    return structuredClone(entry.task)
  }

  function isDue({ task }: Entry, before: number): boolean {
    if (isFinal(task)) return task.endPending === true && (task.runAt ?? task.updatedAt) <= now()
    if (task.status === 'running') return task.updatedAt <= before
    return (task.runAt ?? 0) <= now()
  }

  function countActive(owner: string): number {
    const own = [...entries.values()].filter(({ task }) => task.owner === owner)
    return own.filter(({ task }) => !isFinal(task)).length
  }

  function checkQuota(owner: string, maxActive = Infinity): void {
    const active = countActive(owner)
    if (active >= maxActive) throw quotaExceeded(active, maxActive)
  }

  /** What a final task whose end is pending still takes. */
  function bookkeep(task: StoredTask, change: TaskChange): void {
    if (change.runAt !== undefined) task.runAt = change.runAt
    if (change.endPending === false) {
      delete task.endPending
      delete task.runAt
    }
    if (change.checkpoint || change.runAt !== undefined) task.starts = 0
  }

  return {
    async create({ key, inputHash, maxActive, ...fields }) {
      const known =
        key === undefined
          ? undefined
          : [...entries.values()].find(
              (entry) => entry.key?.name === key && entry.task.owner === fields.owner,
            )
      if (known) {
        if (known.key?.inputHash === inputHash) {
          return { task: structuredClone(known.task), created: false }
        }
        throw new CuekitError(
          'idempotency_conflict',
          'This Idempotency-Key was used with another file or other options; send a new key.',
        )
      }
      checkQuota(fields.owner, maxActive)
      const at = now()
      const task: StoredTask = {
        ...structuredClone(fields),
        version: 1,
        status: 'queued',
        warnings: [],
        cancelRequested: false,
        fence: 0,
        starts: 0,
        createdAt: at,
        updatedAt: at,
      }
      const entry: Entry = { task, steps: new Map() }
      if (key !== undefined) entry.key = { name: key, inputHash }
      entries.set(task.id, entry)
      changed(task)
      return { task: structuredClone(task), created: true }
    },

    async get(id) {
      const entry = entries.get(id)
      return entry ? structuredClone(entry.task) : null
    },

    async active(owner) {
      return countActive(owner)
    },

    async list(query) {
      return structuredClone(
        pageOf(
          [...entries.values()].map(({ task }) => task),
          query,
        ),
      )
    },

    async begin(id) {
      const entry = entries.get(id)
      if (!entry) return null
      const { task } = entry
      if (isFinal(task)) {
        if (!task.endPending) return null
        task.fence += 1
        task.starts += 1
      } else {
        update(entry, () => {
          task.status = 'running'
          task.fence += 1
          task.starts += 1
          delete task.runAt
        })
      }
      return structuredClone({ task, fence: task.fence, steps: [...entry.steps.values()] })
    },

    async commit(id, fence, given) {
      const entry = entries.get(id)
      if (!entry || entry.task.fence !== fence) return 'lost'
      const { task } = entry
      if (isFinal(task) && !task.endPending) return 'lost'
      const change = structuredClone(given)
      if (change.checkpoint) entry.steps.set(change.checkpoint.name, change.checkpoint)
      if (isFinal(task)) bookkeep(task, change)
      else if (Object.keys(change).length === 0) task.updatedAt = now()
      else update(entry, () => applyChange(task, change))
      return task.cancelRequested && !isFinal(task) ? 'cancel' : 'ok'
    },

    async requestCancel(id) {
      const entry = entries.get(id)
      if (!entry) return null
      if (isFinal(entry.task)) return structuredClone(entry.task)
      return update(entry, (task) => {
        task.cancelRequested = true
        if (task.status === 'running') return
        applyChange(task, { status: 'cancelled', progress: null })
      })
    },

    async requeue(id, { maxActive } = {}) {
      const entry = entries.get(id)
      if (!entry || (entry.task.status !== 'failed' && entry.task.status !== 'cancelled')) {
        return null
      }
      checkQuota(entry.task.owner, maxActive)
      for (const [name, step] of entry.steps) {
        if (step.state === 'intent') entry.steps.delete(name)
      }
      return update(entry, (task) => {
        applyChange(task, { status: 'queued', progress: null })
        task.cancelRequested = false
        // A run that is still ending must not write into the new life of the task.
        task.fence += 1
        task.starts = 0
        delete task.error
        delete task.endPending
      })
    },

    async delete(id) {
      const entry = entries.get(id)
      if (!entry) return false
      entries.delete(id)
      entry.task.version += 1
      changed(entry.task)
      return true
    },

    async stuck(before, limit) {
      const due = [...entries.values()].filter((entry) => isDue(entry, before))
      return due.slice(0, limit).map(({ task }) => task.id)
    },

    async expired(at, limit) {
      const tasks = [...entries.values()].map(({ task }) => task)
      return tasks
        .filter((task) => isFinal(task) && !task.purged && (task.expiresAt ?? Infinity) <= at)
        .slice(0, limit)
        .map(({ id }) => id)
    },

    async markPurged(id) {
      const entry = entries.get(id)
      if (!entry || !isFinal(entry.task)) return false
      update(entry, (task) => {
        task.purged = true
        delete task.audio
      })
      return true
    },

    watch(onChange) {
      // The same function may watch twice; each has its own end.
      const listener = (id: string, version: number): void => onChange(id, version)
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    async check() {},

    async close() {
      listeners.clear()
    },
  }
}
