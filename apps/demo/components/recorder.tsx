'use client'
import { useRecorder } from '@cuekit/react'
import { useEffect } from 'react'

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Records from the microphone and hands the recording on when it is stopped. */
export function Recorder({ onRecording }: { onRecording: (recording: Blob) => void }) {
  const recorder = useRecorder()
  const { status, blob } = recorder
  useEffect(() => {
    if (blob) onRecording(blob)
  }, [blob, onRecording])

  if (status === 'recording') {
    return (
      <button type="button" onClick={recorder.stop}>
        <span className="recording">Stop · {clock(recorder.elapsed)}</span>
      </button>
    )
  }
  return (
    <>
      <button type="button" onClick={recorder.start} disabled={status === 'requesting'}>
        Record
      </button>
      {status === 'denied' && (
        <span className="soft" role="alert">
          No microphone: {recorder.error?.message}
        </span>
      )}
    </>
  )
}
