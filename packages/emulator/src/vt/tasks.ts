import { isCuekitError, toCuekitError } from '@cuekit/core'
import type { EngineOptions, MediaSource } from '@cuekit/core/engines'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Hearing } from '../hearing.ts'
import { bill, type LedgerCall } from '../ledger.ts'
import { secondsOf } from '../openai/formats.ts'
import { toWire } from './result.ts'
import { vtError } from './errors.ts'

interface VtTaskInput {
  options: EngineOptions
  /** Puts the audio into the folder. */
  fetchAudio(folder: string, signal: AbortSignal): Promise<MediaSource>
  /** Billed when the task has succeeded. */
  call: LedgerCall
}

export interface VtTasks {
  /** Takes a task in and starts it as soon as there is room. */
  submit(input: VtTaskInput): string
  /** The answer of `GET /302/vt/tasks/subtitle/{task_id}`. */
  get(id: string, request: Request): Response
  /** Stops the tasks that run. */
  close(): Promise<void>
}

export interface VtTasksOptions {
  hearing: Hearing
  resultKey: 'subtitile' | 'subtitle'
  /** Tasks that run at once; the others are in `queue`. */
  concurrency: number
}

interface Task {
  status: 'queue' | 'processing' | 'success' | 'fail'
  /** Whole percent. The scale is not documented. */
  progress?: number
  result: object
}

/** 0.003 PTC a minute for separation, transcription and alignment. */
const USD_PER_MINUTE = 0.003
const KEPT = 1000

export function createVtTasks({ hearing, resultKey, concurrency }: VtTasksOptions): VtTasks {
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

  async function run(task: Task, input: VtTaskInput): Promise<void> {
    task.status = 'processing'
    // The folder is gone before the end is told, and no failure is left to be an unhandled rejection.
    const end = await inFolder((folder) => work(task, input, folder)).catch(
      (error: unknown): Task => ({ status: 'fail', result: { error: failure(error) } }),
    )
    delete task.progress
    Object.assign(task, end)
  }

  async function work(task: Task, input: VtTaskInput, folder: string): Promise<Task> {
    const { signal } = closing
    const source = await input.fetchAudio(folder, signal)
    const transcript = await hearing.hear(source, input.options, {
      signal,
      onEvent: (event) => {
        if (event.type === 'progress') task.progress = Math.floor(event.progress * 100)
      },
    })
    input.call.billed = bill(secondsOf(transcript), USD_PER_MINUTE)
    return { status: 'success', result: { [resultKey]: toWire(transcript) } }
  }

  return {
    submit(input) {
      const id = `${randomUUID()}-e1`
      const task: Task = { status: 'queue', result: {} }
      tasks.set(id, task)
      // A Map keeps the order of insertion: the oldest goes first.
      for (const old of tasks.keys()) {
        if (tasks.size <= KEPT) break
        tasks.delete(old)
      }
      queue.push(() => run(task, input))
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

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'cuekit-emulator-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The shape is not documented; 302's own app reads `result.error.message`. */
function failure(thrown: unknown): { message: string; err_code?: number } {
  const error = toCuekitError(thrown)
  const code = FAILURE_CODES[error.code]
  const message = isCuekitError(thrown) ? error.message : 'The speech engine failed.'
  return { ...(code === undefined ? {} : { err_code: code }), message }
}

const FAILURE_CODES: Record<string, number | undefined> = {
  connection_failed: -10003,
  program_missing: -10008,
  unsupported_language: -10009,
  invalid_request: -10011,
  unsupported_media: -10011,
  unreadable_media: -10011,
  no_audio: -10011,
  response_too_large: -10011,
}
