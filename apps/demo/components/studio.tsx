'use client'
import { useState } from 'react'
import { type Backend, backends } from '../lib/backends.ts'
import { BackendSwitch } from './backend-switch.tsx'
import { Session } from './session.tsx'

/** The whole page below the masthead: which way in, and one session on it. */
export function Studio({ notice, emulated }: { notice: string; emulated: boolean }) {
  const [backend, setBackend] = useState<Backend>(backends[0])
  const [busy, setBusy] = useState(false)
  return (
    <div className="stack">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <BackendSwitch chosen={backend} onChoose={setBackend} disabled={busy} />
        <code className="soft">{backend.endpoint}</code>
      </div>
      {emulated && (
        <p className="notice" role="note">
          {notice}
        </p>
      )}
      <Session key={backend.id} endpoint={backend.endpoint} onBusy={setBusy} />
    </div>
  )
}
