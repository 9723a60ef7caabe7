'use client'
import { useTranscription } from '@cuekit/react'

export default function Page() {
  const task = useTranscription()
  return (
    <main>
      <input
        type="file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) task.start(file, { language: 'en' })
        }}
      />
      {task.status === 'succeeded' && (
        <video controls src={task.mediaUrl}>
          <track default kind="captions" srcLang="en" src={task.subtitleUrl('vtt')} />
        </video>
      )}
    </main>
  )
}
