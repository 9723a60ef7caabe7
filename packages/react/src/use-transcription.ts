import {
  createTranscriptionTask,
  type TaskState,
  type TranscriptionTask,
  type TranscriptionTaskOptions,
} from '@cuekit/core/task'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'

export interface UseTranscriptionOptions extends TranscriptionTaskOptions {
  /** A task that exists already, followed from the first render on. */
  id?: string | undefined
  /** Cancels the upload or the task when the component goes away. Default false: both go on. */
  cancelOnUnmount?: boolean
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
 * Uploads a file and follows its transcription. Options are read once, but for `headers`, `id` and `cancelOnUnmount`.
 * Nothing starts by rendering, except following `id` or what `persist` remembers.
 */
export function useTranscription(options: UseTranscriptionOptions = {}): UseTranscriptionResult {
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })
  const [store] = useState(
    () =>
      options.store ??
      createTranscriptionTask({
        ...options,
        // A function written in the component is another one at each render: the last one knows the last token.
        headers() {
          const { headers } = latest.current
          return typeof headers === 'function' ? headers() : headers
        },
      }),
  )
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot)

  const { id } = options
  useEffect(() => store.resume(id), [store, id])

  const mounted = useRef(false)
  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
      // A moment later: StrictMode unmounts and mounts again at once.
      setTimeout(() => {
        if (!mounted.current && latest.current.cancelOnUnmount) store.cancel()
      })
    }
  }, [store])

  return useMemo(() => ({ ...store, ...state }), [store, state])
}
