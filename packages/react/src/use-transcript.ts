import type { CuekitError } from '@cuekit/core'
import type { ErrorBody, Transcript } from '@cuekit/core/task'
import { useCallback, useEffect, useState } from 'react'
import type { UseTranscriptionResult } from './use-transcription.ts'

type State =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'succeeded'; transcript: Transcript }
  | { status: 'failed'; error: ErrorBody }

/** `reload` asks again, after a failure or when the transcript was changed elsewhere. */
export type UseTranscriptResult = State & { reload(): void }

const IDLE: State = { status: 'idle' }

/** The transcript of what `useTranscription` follows, fetched with its headers once the task has succeeded. */
export function useTranscript(task: UseTranscriptionResult): UseTranscriptResult {
  const [state, setState] = useState(IDLE)
  const [round, setRound] = useState(0)
  const { transcript } = task
  const version = task.status === 'succeeded' ? `${task.id} ${task.task.version}` : undefined

  useEffect(() => {
    if (version === undefined) return setState(IDLE)
    const controller = new AbortController()
    const { signal } = controller
    setState({ status: 'loading' })
    transcript({ signal }).then(
      (loaded) => {
        if (!signal.aborted) setState({ status: 'succeeded', transcript: loaded })
      },
      (error: CuekitError) => {
        if (!signal.aborted) setState({ status: 'failed', error: error.toJSON() })
      },
    )
    return () => controller.abort()
  }, [transcript, version, round])

  const reload = useCallback(() => setRound((before) => before + 1), [])
  return { ...state, reload }
}
