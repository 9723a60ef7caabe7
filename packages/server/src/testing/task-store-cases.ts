import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { isCuekitError } from '@cuekit/core'
import type { NewTask, StepRecord, StoredTask, TaskStore } from '../ports/task-store.ts'

// Far enough that the clocks of a test and of a database may differ.
export const HOUR = 3_600_000
export const past = (): number => Date.now() - HOUR
export const future = (): number => Date.now() + HOUR

export function newTask(fields: Partial<NewTask> = {}): NewTask {
  const id = randomBytes(16).toString('base64url')
  return {
    id,
    owner: 'owner',
    inputHash: 'hash',
    source: { name: 'a.mp3', type: 'audio/mpeg', bytes: 3, blob: `${id}/source.mp3` },
    options: { language: 'en', temperature: 0.5 },
    ...fields,
  }
}

export async function added(store: TaskStore, fields: Partial<NewTask> = {}): Promise<StoredTask> {
  return (await store.create(newTask(fields))).task
}

export async function begun(store: TaskStore, id: string) {
  const run = await store.begin(id)
  assert.ok(run, 'the task can be begun')
  return run
}

export async function got(store: TaskStore, id: string): Promise<StoredTask> {
  const task = await store.get(id)
  assert.ok(task, 'the task is there')
  return task
}

export const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    isCuekitError(error) && error.code === code

export const done = (name: string, value?: unknown): StepRecord => ({
  name,
  state: 'done',
  ...(value === undefined ? {} : { value }),
})
