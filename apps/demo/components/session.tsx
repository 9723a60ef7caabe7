'use client'
import { useTranscription } from '@cuekit/react'
import { useEffect, useState } from 'react'
import { LanguageSelect, languageChoices } from './language-select.tsx'
import { Progress } from './progress.tsx'
import { RecentTasks } from './recent-tasks.tsx'
import { Result } from './result.tsx'
import { SourcePicker } from './source-picker.tsx'

/** One file from choosing to captions, through one back end. */
export function Session({
  endpoint,
  languages,
  onBusy,
}: {
  endpoint: string
  languages: readonly string[] | 'any'
  onBusy: (busy: boolean) => void
}) {
  const task = useTranscription({ endpoint, persist: true })
  const choices = languageChoices(languages)
  const [language, setLanguage] = useState(choices[0] ?? '')
  const busy =
    task.status === 'uploading' || task.status === 'queued' || task.status === 'processing'
  useEffect(() => onBusy(busy), [busy, onBusy])

  switch (task.status) {
    case 'idle':
      return (
        <>
          <SourcePicker onPick={(file) => task.start(file, language === '' ? {} : { language })}>
            <LanguageSelect choices={choices} value={language} onChange={setLanguage} />
          </SourcePicker>
          <RecentTasks endpoint={endpoint} onOpen={task.resume} />
        </>
      )
    case 'uploading':
    case 'queued':
    case 'processing':
      return <Progress state={task} onCancel={task.cancel} />
    case 'succeeded':
      return <Result task={task} />
    case 'cancelled':
      return (
        <section className="card stack" aria-live="polite">
          <p>
            <strong>Cancelled.</strong> Nothing more is sent or paid for.
          </p>
          <div className="row">
            <button type="button" className="primary" onClick={task.reset}>
              Choose another file
            </button>
          </div>
        </section>
      )
    case 'failed':
      return (
        <section className="card stack" role="alert">
          <div className="error">
            <p>
              <strong>{task.error.message}</strong>
            </p>
            <p className="soft">
              <code>{task.error.code}</code>
              {task.error.requestId && <> · request {task.error.requestId}</>}
            </p>
          </div>
          <div className="row">
            <button type="button" className="primary" onClick={task.retry}>
              Try again
            </button>
            <button type="button" onClick={task.reset}>
              Choose another file
            </button>
          </div>
        </section>
      )
  }
}
