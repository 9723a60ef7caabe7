import {
  createTranscriptionTask,
  type TaskState,
  type TranscriptionTask,
  type TranscriptionTaskOptions,
} from '@cuekit/core/task'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'

export interface UseTranscriptionOptions extends TranscriptionTaskOptions {
  /** A task that exists already, followed from the first render on. */
  id?: string | undefined
  /** A store made outside, to share one task between components or to keep it between pages; the other options are then its own. */
  store?: TranscriptionTask
}

/** The state of the task, and what can be done with it; the functions stay the same for the component's life. */
export type UseTranscriptionResult = TaskState &
  Pick<
    TranscriptionTask,
    'start' | 'startAsync' | 'cancel' | 'retry' | 'resume' | 'reset' | 'subtitleUrl' | 'transcript'
  >

/**
 * Uploads a file and follows its transcription. Options are read once, but for `headers` and `id`.
 * Nothing starts by rendering, except following `id` or what `persist` remembers.
 */
export function useTranscription(options: UseTranscriptionOptions = {}): UseTranscriptionResult {
  const { id, headers } = options
  const [{ store, settings }] = useState(() => {
    const own = { ...options }
    return { settings: own, store: options.store ?? createTranscriptionTask(own) }
  })
  // A function written in the component is another one at each render: the last one knows the last token.
  useEffect(() => void Object.assign(settings, { headers }), [settings, headers])

  const state = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot)

  useEffect(() => store.resume(id), [store, id])

  return useMemo(() => ({ ...store, ...state }), [store, state])
}
