'use client'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { Recorder } from './recorder.tsx'

const SAMPLE = '/sample/water-cycle.mp4'

/** Drop a file, choose one, record one, or take the sample. */
export function SourcePicker({
  onPick,
  children,
}: {
  onPick: (file: File | Blob) => void
  children: ReactNode
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [problem, setProblem] = useState<string>()

  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file) onPick(file)
  }

  const takeSample = async (): Promise<void> => {
    setProblem(undefined)
    try {
      const response = await fetch(SAMPLE)
      if (!response.ok) throw new Error(`The server answered ${response.status}.`)
      onPick(new File([await response.blob()], 'water-cycle.mp4', { type: 'video/mp4' }))
    } catch (error) {
      setProblem(`The sample could not be loaded. ${error instanceof Error ? error.message : ''}`)
    }
  }

  return (
    <section
      className="drop"
      data-over={over}
      aria-label="Choose media"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2>Drop audio or video here</h2>
      <p className="soft">MP4, MOV, WebM, MKV, MP3, WAV, M4A, Ogg, FLAC, up to 2 GB</p>
      <input
        ref={input}
        type="file"
        accept="audio/*,video/*"
        hidden
        data-testid="file"
        onChange={(event) => {
          const file = event.target.files?.[0]
          if (file) onPick(file)
        }}
      />
      <div className="row">
        <button type="button" className="primary" onClick={() => input.current?.click()}>
          Choose a file
        </button>
        <Recorder onRecording={onPick} />
        <button type="button" onClick={takeSample}>
          Use the sample
        </button>
      </div>
      {children}
      {problem && (
        <p className="error" role="alert">
          {problem}
        </p>
      )}
    </section>
  )
}
