import type { CuekitError } from '../errors/error.ts'
import type { TaskView } from '../schemas/task-view.ts'
import { createTaskApi, taskPath } from './api.ts'
import { createPending, type Waiter } from './pending.ts'
import { createMemory } from './remember.ts'
import { IDLE, type RetryFrom, type TaskEvent, type TaskState, transition } from './state.ts'
import { aborted, taskError, toTaskError } from './task-error.ts'
import { fetchTranscript } from './transcript.ts'
import type { TranscriptionTask, TranscriptionTaskOptions } from './transcription-task.ts'
import { describeInput, type StartOptions, type TaskInput, uploadTask } from './upload.ts'
import { isFinal, trackUrl } from './view.ts'
import { watchTask } from './watch.ts'

/** The upload or the watch that is going on. What an older one still tells is not heard. */
interface Run {
  controller: AbortController
  /** Started from storage without anybody asking, so a task that is gone is no news. */
  remembered?: boolean
  /** Cancelled after the last byte had left: the server has the file, so its task is cancelled once its id is known. */
  cancelled?: boolean
}

interface Upload {
  input: TaskInput
  options: StartOptions
  key: string
}

// Not `crypto.randomUUID`: it is missing on pages without https.
const newKey = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')

/**
 * A transcription seen from the browser: an upload with progress, then the task on the server to its end.
 * Nothing happens before `start`, `startAsync` or `resume`.
 */
export function createTranscriptionTask(options: TranscriptionTaskOptions = {}): TranscriptionTask {
  const api = createTaskApi(options)
  const memory = createMemory(options, api.endpoint)
  const listeners = new Set<() => void>()
  // The promise of `startAsync`, if there is one.
  const pending = createPending()
  let state: TaskState = IDLE
  let run: Run | undefined
  let upload: Upload | undefined
  // Everybody who listened has gone.
  let detached = false

  const drop = (): void => pending.reject(aborted())

  function dispatch(event: TaskEvent, error?: CuekitError): void {
    const next = transition(state, event)
    if (next === state) return
    state = next
    memory.write(next.status !== 'cancelled' && 'id' in next ? next.id : undefined)
    if (next.status === 'succeeded') pending.resolve(next.task)
    if (next.status === 'cancelled') drop()
    if (next.status === 'failed') {
      const { code, message, retryable } = next.error
      pending.reject(error ?? taskError(code, message, retryable))
    }
    for (const listener of listeners) listener()
  }

  function halt(): void {
    run?.controller.abort()
    run = undefined
  }

  function begin(more: Partial<Run> = {}): Run {
    halt()
    run = { controller: new AbortController(), ...more }
    return run
  }

  function fail(mine: Run | undefined, thrown: unknown, retryFrom: RetryFrom): void {
    if (mine !== run) return
    halt()
    const error = toTaskError(thrown)
    if (mine?.remembered && error.code === 'not_found') reset()
    else dispatch({ type: 'fail', error: error.toJSON(), retryFrom }, error)
  }

  const ask = async (id: string, what: 'cancel' | 'retry'): Promise<TaskView> =>
    api.parse(await api.text(taskPath(id, `/${what}`), { method: 'POST' }))

  async function send(mine: Run, what: Upload): Promise<void> {
    try {
      const file = describeInput(what.input, what.options.name)
      dispatch({ type: 'upload', file })
      const view = await uploadTask(api, what.input, what.options, file, {
        ...options,
        key: what.key,
        signal: mine.controller.signal,
        onProgress: (sent, total) => {
          if (mine === run) dispatch({ type: 'progress', sent, total })
        },
      })
      if (mine.cancelled) await ask(view.id, 'cancel')
      await follow(mine, view)
    } catch (thrown) {
      const error = toTaskError(thrown)
      // Refused: a next attempt is another request. No answer, or only a proxy's 502 or 504: the task may exist, and the same key
      // finds it, so that nothing is paid for twice.
      if (error.status >= 400 && error.status < 500) what.key = newKey()
      fail(mine, error, 'upload')
    }
  }

  async function follow(mine: Run, news?: TaskView): Promise<void> {
    if (mine !== run) return
    if (news) dispatch({ type: 'view', view: news })
    if (!('connection' in state) || (detached && !pending.waiting())) return halt()
    const { id, task } = state
    try {
      await watchTask(api, {
        ...options,
        id,
        signal: mine.controller.signal,
        version: task?.version,
        onView: (view) => dispatch({ type: 'view', view }),
        onConnection: (connection) => dispatch({ type: 'connection', connection }),
      })
      if (mine === run) halt()
    } catch (thrown) {
      const error = toTaskError(thrown)
      // A task that is gone can only be made again, as long as its file is at hand.
      const gone = error.code === 'not_found' && upload
      if (gone) gone.key = newKey()
      fail(mine, error, gone ? 'upload' : 'watch')
    }
  }

  function startWith(input: TaskInput, given: StartOptions = {}, next?: Waiter): void {
    drop()
    pending.replace(next)
    detached = false
    upload = { input, options: given, key: newKey() }
    void send(begin(), upload)
  }

  function reset(): void {
    halt()
    upload = undefined
    memory.write(undefined)
    drop()
    dispatch({ type: 'reset' })
  }

  function cancel(): void {
    if (state.status === 'uploading') {
      // A link has no bytes to wait for: its request has left as soon as it was made.
      const complete = state.sent >= state.total
      if (run && complete) run.cancelled = true
      else halt()
      run = undefined
      dispatch({ type: 'cancel' })
    } else if ('connection' in state) void cancelOnServer(state.id)
  }

  async function cancelOnServer(id: string): Promise<void> {
    const current = (): boolean => 'connection' in state && state.id === id
    try {
      const view = await ask(id, 'cancel')
      if (!current()) return
      // Still going on means that a step has to end first: the watch will tell.
      if (isFinal(view)) halt()
      dispatch({ type: 'view', view })
    } catch (thrown) {
      // Final: it ended in the same moment, and the watch tells how.
      if (current() && toTaskError(thrown).code !== 'task_final') fail(run, thrown, 'watch')
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      const back = detached && !run
      detached = false
      if (back && 'connection' in state) void follow(begin())
      return () => {
        listeners.delete(listener)
        // A moment later: React's StrictMode leaves and comes back at once.
        setTimeout(() => {
          if (listeners.size > 0) return
          if (options.cancelOnUnmount) return cancel()
          if (pending.waiting()) return
          detached = true
          if ('connection' in state) halt()
        })
      }
    },
    getSnapshot: () => state,
    getServerSnapshot: () => IDLE,

    start: (input, given) => startWith(input, given),
    startAsync: (input, given) =>
      new Promise((resolve, reject) => startWith(input, given, { resolve, reject })),

    cancel,

    retry() {
      if (state.status !== 'failed') return
      const { id, retryFrom } = state
      const mine = begin()
      if (retryFrom === 'upload' && upload) return void send(mine, upload)
      if (id === undefined) return halt()
      dispatch({ type: 'attach', id })
      if (retryFrom !== 'task') return void follow(mine)
      ask(id, 'retry').then(
        (view) => follow(mine, view),
        (thrown: unknown) => {
          const error = toTaskError(thrown)
          // Somebody else has set it going again, or it is done: looking is what is left.
          fail(mine, error, error.code === 'task_final' ? 'watch' : 'task')
        },
      )
    },

    resume(given) {
      const id = given ?? (state.status === 'idle' && !run ? memory.read() : undefined)
      if (id === undefined || (run && 'id' in state && state.id === id)) return
      drop()
      detached = false
      upload = undefined
      const mine = begin({ remembered: given === undefined })
      dispatch({ type: 'attach', id })
      void follow(mine)
    },

    reset,

    subtitleUrl: (format, { language } = {}) =>
      state.status === 'succeeded' ? trackUrl(state.task, format, language) : undefined,

    async transcript({ signal } = {}) {
      if (state.status !== 'succeeded') {
        throw taskError('task_not_ready', 'The task has not succeeded yet.', true)
      }
      return fetchTranscript(api, state.id, signal)
    },
  }
}
