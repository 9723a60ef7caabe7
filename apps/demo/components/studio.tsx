'use client'
import { useState } from 'react'
import { type Backend, backends } from '../lib/backends.ts'
import { BackendSwitch } from './backend-switch.tsx'
import { Session } from './session.tsx'

/** The whole page below the masthead: which way in, and one session on it. */
export function Studio({
  notice,
  emulated,
  languages,
}: {
  notice: string
  emulated: boolean
  languages: readonly string[] | 'any'
}) {
  const [backend, setBackend] = useState<Backend>(backends[0])
  const [busy, setBusy] = useState(false)
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <BackendSwitch chosen={backend} onChoose={setBackend} disabled={busy} />
        <code className="soft">{backend.endpoint}</code>
      </div>
      <p className={emulated ? 'notice' : 'soft'} role="note">
        {notice}
      </p>
      <Session
        key={backend.id}
        endpoint={backend.endpoint}
        languages={languages}
        onBusy={setBusy}
      />
    </div>
  )
}
