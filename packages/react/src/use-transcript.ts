import type { CuekitError, ErrorBody, Transcript } from '@cuekit/core/task'
import { useCallback, useEffect, useState } from 'react'
import type { UseTranscriptionResult } from './use-transcription.ts'

type State =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'succeeded'; transcript: Transcript }
  | { status: 'failed'; error: ErrorBody }

/** `reload` asks again, after a failure or when the transcript was changed elsewhere. */
export type UseTranscriptResult = State & { reload(): void }

/** The transcript of what `useTranscription` follows, fetched with its headers once the task has succeeded. */
export function useTranscript(task: UseTranscriptionResult): UseTranscriptResult {
  const { transcript } = task
  const [round, setRound] = useState(0)
  const [settled, setSettled] = useState<{ key: string; state: State }>()
  const key = task.status === 'succeeded' ? `${task.id} ${task.task.version} ${round}` : undefined

  useEffect(() => {
    if (key === undefined) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const settle = (state: State): void => {
      if (!signal.aborted) setSettled({ key, state })
    }
    async function load(): Promise<void> {
      try {
        settle({ status: 'succeeded', transcript: await transcript({ signal }) })
      } catch (error) {
        settle({ status: 'failed', error: (error as CuekitError).toJSON() })
      }
    }
    void load()
    return () => controller.abort()
  }, [transcript, key])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  if (key === undefined) return { status: 'idle', reload }
  return settled?.key === key ? { ...settled.state, reload } : { status: 'loading', reload }
}
