'use client'
import { type Backend, backends } from '../lib/backends.ts'

export function BackendSwitch({
  chosen,
  onChoose,
  disabled,
}: {
  chosen: Backend
  onChoose: (backend: Backend) => void
  disabled: boolean
}) {
  return (
    <fieldset className="switch" disabled={disabled}>
      <legend>Back end</legend>
      {backends.map((backend) => (
        <label key={backend.id}>
          <input
            type="radio"
            name="backend"
            value={backend.id}
            checked={backend.id === chosen.id}
            onChange={() => onChoose(backend)}
          />
          {backend.name}
        </label>
      ))}
    </fieldset>
  )
}
