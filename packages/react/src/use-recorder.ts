import { useCallback, useEffect, useRef, useState } from 'react'

export type RecorderStatus = 'idle' | 'requesting' | 'recording' | 'stopped' | 'denied'

export interface UseRecorderOptions {
  /** What to ask the microphone for; default `true`, the browser's choice. */
  audio?: boolean | MediaTrackConstraints
  /** Formats in order of preference; the first that the browser can write is taken, else its own choice. */
  mimeTypes?: readonly string[]
  audioBitsPerSecond?: number
}

export interface UseRecorderResult {
  status: RecorderStatus
  /** Seconds recorded, told four times a second. */
  elapsed: number
  /** The recording, once stopped: ready for `task.start(blob)`. */
  blob: Blob | undefined
  /** Why there is no microphone: `NotAllowedError`, `NotFoundError`, ..., or `NotSupportedError` without https. */
  error: Error | undefined
  /** Asks for the microphone and records; a recording before it is dropped. */
  start(): void
  /** Ends the recording and lets go of the microphone. */
  stop(): void
  /** Back to idle; drops what was recorded. */
  reset(): void
}

// Opus is small at speech quality; Safari before 18.4 writes only MP4.
const MIME_TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4']

type State = Pick<UseRecorderResult, 'status' | 'elapsed' | 'blob' | 'error'>
const IDLE: State = { status: 'idle', elapsed: 0, blob: undefined, error: undefined }

interface Session {
  /** Stops recording; the blob comes a moment later. */
  stop(): void
  /** Stops, and nothing more is told. */
  drop(): void
}

/** One recording from the question for the microphone to the blob. */
function record(options: UseRecorderOptions, tell: (state: Partial<State>) => void): Session {
  let dropped = false
  let ended = false
  let recorder: MediaRecorder | undefined
  let stream: MediaStream | undefined
  let timer: ReturnType<typeof setInterval> | undefined

  const say = (state: Partial<State>): void => {
    if (!dropped) tell(state)
  }
  const release = (): void => {
    clearInterval(timer)
    // Else the browser keeps showing that the page listens.
    for (const track of stream?.getTracks() ?? []) track.stop()
  }

  async function run(): Promise<void> {
    // Missing on pages without https.
    if (typeof MediaRecorder === 'undefined' || !navigator.mediaDevices) {
      throw new DOMException('This page cannot record; it needs https.', 'NotSupportedError')
    }
    stream = await navigator.mediaDevices.getUserMedia({ audio: options.audio ?? true })
    if (ended || dropped) {
      release()
      return say({ status: 'idle' })
    }
    const mimeType = (options.mimeTypes ?? MIME_TYPES).find((type) =>
      MediaRecorder.isTypeSupported(type),
    )
    const { audioBitsPerSecond } = options
    const chunks: Blob[] = []
    const active = new MediaRecorder(stream, {
      ...(mimeType === undefined ? {} : { mimeType }),
      ...(audioBitsPerSecond === undefined ? {} : { audioBitsPerSecond }),
    })
    recorder = active
    const began = performance.now()
    const elapsed = (): number => (performance.now() - began) / 1000
    active.ondataavailable = ({ data }) => {
      if (data.size > 0) chunks.push(data)
    }
    active.onstop = () => {
      release()
      const blob = new Blob(chunks, { type: active.mimeType })
      say({ status: 'stopped', elapsed: elapsed(), blob })
    }
    // A piece each second, so that a tab that dies has not kept everything in one buffer of the encoder.
    active.start(1000)
    timer = setInterval(() => say({ elapsed: elapsed() }), 250)
    say({ status: 'recording' })
  }

  run().catch((error: unknown) => {
    release()
    say({ status: 'denied', error: error instanceof Error ? error : new Error(String(error)) })
  })

  const stop = (): void => {
    ended = true
    if (recorder && recorder.state !== 'inactive') recorder.stop()
  }
  return {
    stop,
    drop() {
      dropped = true
      stop()
      release()
    },
  }
}

/** Records the microphone for `useTranscription`; nothing is asked before `start`, and leaving the page lets go of it. */
export function useRecorder(options: UseRecorderOptions = {}): UseRecorderResult {
  const [state, setState] = useState(IDLE)
  const session = useRef<Session>(undefined)
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })

  const reset = useCallback(() => {
    session.current?.drop()
    session.current = undefined
    setState(IDLE)
  }, [])
  const start = useCallback(() => {
    session.current?.drop()
    setState({ ...IDLE, status: 'requesting' })
    session.current = record(latest.current, (change) =>
      setState((before) => ({ ...before, ...change })),
    )
  }, [])
  const stop = useCallback(() => session.current?.stop(), [])
  useEffect(() => () => session.current?.drop(), [])

  return { ...state, start, stop, reset }
}
