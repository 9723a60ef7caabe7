'use client'
import type { TaskState } from '@cuekit/core/task'

type Going = Extract<TaskState, { status: 'uploading' | 'queued' | 'processing' }>
type StepState = 'waiting' | 'active' | 'done'

const steps = [
  { id: 'upload', name: 'Upload' },
  { id: 'ingest', name: 'Look at the file' },
  { id: 'extract-audio', name: 'Prepare the audio' },
  { id: 'transcribe', name: 'Transcribe' },
] as const

const megabytes = (bytes: number): string =>
  bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`

const percent = (value: number): string => `${Math.floor(value * 100)} %`

function amount(state: Going): string | undefined {
  if (state.status === 'uploading') {
    return `${megabytes(state.sent)} of ${megabytes(state.total)}`
  }
  return state.status === 'processing' && state.progress !== undefined
    ? percent(state.progress)
    : undefined
}

/** Upload and task as one list of steps; a bar without a value where nothing can be measured. */
export function Progress({ state, onCancel }: { state: Going; onCancel: () => void }) {
  const current =
    state.status === 'uploading'
      ? 0
      : state.status === 'queued'
        ? 1
        : Math.max(
            1,
            steps.findIndex(({ id }) => id === state.step),
          )
  const value = state.status === 'queued' ? undefined : state.progress
  const name = state.status === 'uploading' ? state.file.name : state.task?.source.name

  return (
    <section className="card stack" aria-label="Progress">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <strong>{name}</strong>
        <button type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
      <ol className="steps">
        {steps.map((step, index) => {
          const stepState: StepState =
            index < current ? 'done' : index === current ? 'active' : 'waiting'
          return (
            <li
              key={step.id}
              data-step={step.id}
              data-state={stepState}
              aria-current={stepState === 'active' ? 'step' : undefined}
            >
              <span className="dot" aria-hidden="true">
                {stepState === 'done' && '✓'}
              </span>
              <span>
                {step.name}
                {stepState === 'active' && state.status === 'queued' && ' (waiting for a worker)'}
              </span>
              <span className="amount">{stepState === 'active' && amount(state)}</span>
              {stepState === 'active' && (
                <progress
                  aria-label={step.name}
                  max={1}
                  {...(value === undefined ? {} : { value })}
                />
              )}
            </li>
          )
        })}
      </ol>
      {'connection' in state && state.connection === 'offline' && (
        <p className="notice" role="status">
          You are offline. The task goes on at the server; this page catches up when you are back.
        </p>
      )}
    </section>
  )
}
