'use client'
import type { Word } from '@cuekit/core'
import { useActiveCue, useTranscript, type UseTranscriptionResult } from '@cuekit/react'
import { type RefObject, useEffect, useMemo, useRef } from 'react'

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`

/** Every word is a button that seeks; the spoken one is highlighted and kept in sight. */
export function TranscriptPanel({
  task,
  video,
}: {
  task: UseTranscriptionResult
  video: RefObject<HTMLVideoElement | null>
}) {
  const loading = useTranscript(task)
  const transcript = loading.status === 'succeeded' ? loading.transcript : undefined
  const segments = useMemo(
    () => transcript?.segments.map((segment) => ({ ...segment, words: wordsOf(segment) })) ?? [],
    [transcript],
  )
  const active = useActiveCue(video, segments)

  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const spoken = list.current?.querySelector<HTMLElement>('[aria-current="true"]')
    spoken?.scrollIntoView({ block: 'nearest' })
  }, [active.index, active.wordIndex])

  const seek = (seconds: number): void => {
    if (!video.current) return
    video.current.currentTime = seconds
    void video.current.play()
  }

  if (loading.status === 'failed') return <p className="error">{loading.error.message}</p>
  if (!transcript) return <p className="soft">Loading the transcript…</p>
  if (segments.length === 0) return <p className="soft">No speech was found.</p>
  return (
    <>
      <div className="transcript" ref={list}>
        {segments.map((segment, index) => (
          <p key={segment.start}>
            <time>{clock(segment.start)}</time>
            <span>
              {segment.words.map((word, at) => (
                <span key={`${word.start}-${at}`}>
                  <button
                    type="button"
                    aria-current={index === active.index && at === active.wordIndex}
                    onClick={() => seek(word.start)}
                  >
                    {word.text}
                  </button>{' '}
                </span>
              ))}
            </span>
          </p>
        ))}
      </div>
      {transcript.warnings.length > 0 && (
        <ul className="soft" aria-label="Warnings">
          {transcript.warnings.slice(0, 5).map((warning) => (
            <li key={`${warning.code}-${warning.at?.segment}-${warning.at?.word}`}>
              {warning.message}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** A segment without words is one button. */
function wordsOf(segment: { start: number; end: number; text: string; words?: Word[] }): Word[] {
  return segment.words?.length
    ? segment.words
    : [{ text: segment.text, start: segment.start, end: segment.end }]
}
