// @vitest-environment node

import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { useActiveCue, useRecorder, useTranscript, useTranscription } from './index.ts'

describe('on a server, where there is no window', () => {
  it('renders every hook in its first state', () => {
    expect('window' in globalThis).toBe(false)
    function Page() {
      const task = useTranscription({ id: 't1', persist: true })
      const transcript = useTranscript(task)
      const recorder = useRecorder()
      const { index } = useActiveCue(null, [{ start: 0, end: 1 }])
      return <p>{[task.status, transcript.status, recorder.status, index].join(' ')}</p>
    }
    expect(renderToString(<Page />)).toBe('<p>idle idle idle -1</p>')
  })
})
