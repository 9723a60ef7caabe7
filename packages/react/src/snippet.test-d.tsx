import type { TaskView } from '@cuekit/core/task'
import { useRef } from 'react'
import { useActiveCue, useTranscript, useTranscription } from './index.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const is = <_T extends true>(): void => {}

/** The first thing a user types, as the documentation shows it: it has to compile. */
export function Captions() {
  const task = useTranscription()
  return (
    <>
      <input
        type="file"
        onChange={(e) => {
          const file = e.target.files?.[0]
          if (file) task.start(file, { language: 'en' })
        }}
      />
      {task.status === 'succeeded' && (
        <video controls src={task.mediaUrl}>
          <track default kind="captions" srcLang="en" src={task.subtitleUrl('vtt')} />
        </video>
      )}
    </>
  )
}

export function Narrowed() {
  const task = useTranscription({ endpoint: '/api/cuekit', headers: async () => ({ a: 'b' }) })
  const video = useRef<HTMLVideoElement>(null)
  const transcript = useTranscript(task)
  const segments = transcript.status === 'succeeded' ? transcript.transcript.segments : []
  const { cue, word } = useActiveCue(video, segments)
  if (task.status === 'idle') {
    // @ts-expect-error there is no progress before anything was started
    return task.progress
  }
  if (task.status === 'uploading') return <progress max={task.total} value={task.sent} />
  if (task.status === 'processing') {
    is<Equal<typeof task.task, TaskView>>()
    is<Equal<typeof task.connection, 'live' | 'polling' | 'offline'>>()
    return <progress value={task.progress}>{task.step}</progress>
  }
  if (task.status === 'failed') {
    is<Equal<typeof task.retryFrom, 'upload' | 'task' | 'watch'>>()
    return <button onClick={task.retry}>{task.error.message}</button>
  }
  if (task.status === 'succeeded') {
    is<Equal<typeof task.task, TaskView>>()
    // @ts-expect-error a succeeded task has no error
    void task.error
    return <video ref={video} src={task.mediaUrl} aria-label={cue?.text ?? word?.text} />
  }
  return <button onClick={task.cancel}>{task.status}</button>
}
