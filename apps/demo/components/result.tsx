'use client'
import type { UseTranscriptionResult } from '@cuekit/react'
import { useRef } from 'react'
import { Downloads } from './downloads.tsx'
import { TranscriptPanel } from './transcript-panel.tsx'

/** The player with our captions, the transcript beside it, and the files. */
export function Result({
  task,
}: {
  task: Extract<UseTranscriptionResult, { status: 'succeeded' }>
}) {
  const video = useRef<HTMLVideoElement>(null)
  const language = task.tracks[0]?.language ?? 'en'
  return (
    <div className="result">
      <div className="stack">
        {task.mediaUrl ? (
          // Audio too: an <audio> element shows no captions.
          <video ref={video} className="player" controls playsInline src={task.mediaUrl}>
            <track
              default
              kind="captions"
              srcLang={language}
              label={`Captions (${language})`}
              src={task.subtitleUrl('vtt')}
            />
          </video>
        ) : (
          <p className="notice">The source media was purged; transcript and subtitles remain.</p>
        )}
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <Downloads name={task.task.source.name} subtitleUrl={task.subtitleUrl} />
          <button type="button" className="primary" onClick={task.reset}>
            Another file
          </button>
        </div>
      </div>
      <section className="card stack" aria-label="Transcript">
        <h2>Transcript</h2>
        <TranscriptPanel task={task} video={video} />
      </section>
    </div>
  )
}
