import { describe, expect, it } from 'vitest'
import type { TaskView } from '../schemas/task-view.ts'
import { IDLE, type TaskEvent, type TaskState, transition } from './state.ts'

const view = (version: number, more: Partial<TaskView> = {}): TaskView => ({
  id: 't1',
  version,
  status: 'processing',
  source: { name: 'talk.mp4', type: 'video/mp4', bytes: 3 },
  tracks: [],
  warnings: [],
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
  ...more,
})

const after = (...events: TaskEvent[]): TaskState => events.reduce(transition, IDLE)
const upload: TaskEvent = { type: 'upload', file: { name: 'a.mp3', type: 'audio/mpeg', size: 10 } }
const error = { code: 'connection_failed', message: 'x', retryable: true }

describe('transition', () => {
  it('measures an upload, and leaves progress out until something was measured', () => {
    expect(after(upload)).not.toHaveProperty('progress')
    expect(after(upload, { type: 'progress', sent: 5, total: 10 })).toMatchObject({
      sent: 5,
      progress: 0.5,
    })
    const half = after(upload, { type: 'progress', sent: 5, total: 10 })
    expect(transition(half, { type: 'progress', sent: 5, total: 10 })).toBe(half)
    expect(transition(IDLE, { type: 'progress', sent: 5, total: 10 })).toBe(IDLE)
  })

  it('lets the highest version win, in any order', () => {
    const two = after(upload, {
      type: 'view',
      view: view(2, { step: 'transcribe', progress: 0.5 }),
    })
    expect(two).toMatchObject({ status: 'processing', step: 'transcribe', progress: 0.5 })
    expect(transition(two, { type: 'view', view: view(1) })).toBe(two)
    expect(transition(two, { type: 'view', view: view(2) })).toBe(two)
    expect(transition(two, { type: 'view', view: view(3, { status: 'succeeded' }) }).status).toBe(
      'succeeded',
    )
  })

  it('does not hear of another task, nor of any when idle or cancelled while uploading', () => {
    const one = after(upload, { type: 'view', view: view(1) })
    expect(transition(one, { type: 'view', view: view(9, { id: 't2' }) })).toBe(one)
    expect(transition(IDLE, { type: 'view', view: view(1) })).toBe(IDLE)
    const cancelled = after(upload, { type: 'cancel' })
    expect(transition(cancelled, { type: 'view', view: view(1) })).toBe(cancelled)
  })

  it('gives a failed task its reason, and one of its own when the server gives none', () => {
    const failed = after(upload, { type: 'view', view: view(4, { status: 'failed', error }) })
    expect(failed).toMatchObject({ status: 'failed', id: 't1', error, retryFrom: 'task' })
    const silent = after(upload, { type: 'view', view: view(4, { status: 'failed' }) })
    expect(silent).toMatchObject({ error: { code: 'task_failed' } })
  })

  it('keeps the task when only the watch was lost, and waits for news when it is taken up again', () => {
    const lost = after(
      upload,
      { type: 'view', view: view(4, { progress: 0.4 }) },
      { type: 'fail', error, retryFrom: 'watch' },
    )
    expect(lost).toMatchObject({ status: 'failed', id: 't1', retryFrom: 'watch' })
    expect(transition(lost, { type: 'attach', id: 't1' })).toEqual({
      status: 'queued',
      id: 't1',
      connection: 'live',
    })
  })

  it('tells the connection only while something is followed', () => {
    const one = after(upload, { type: 'view', view: view(1) })
    const polling = transition(one, { type: 'connection', connection: 'polling' })
    expect(polling).toMatchObject({ connection: 'polling' })
    expect(transition(polling, { type: 'connection', connection: 'polling' })).toBe(polling)
    expect(transition(polling, { type: 'view', view: view(2) })).toMatchObject({
      connection: 'polling',
    })
    expect(transition(IDLE, { type: 'connection', connection: 'offline' })).toBe(IDLE)
  })

  it('hands out the links of a succeeded task flat', () => {
    const tracks = [{ language: 'en', kind: 'source' as const, url: '/x/subtitles.vtt?exp=1' }]
    const done = view(5, { status: 'succeeded', tracks, mediaUrl: '/x/media' })
    expect(after(upload, { type: 'view', view: done })).toMatchObject({
      status: 'succeeded',
      task: done,
      tracks,
      mediaUrl: '/x/media',
    })
  })
})
