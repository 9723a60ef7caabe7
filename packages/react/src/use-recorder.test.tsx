import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useRecorder } from './use-recorder.ts'

const stops = vi.fn()
let microphone: () => Promise<unknown>
let recorders: FakeRecorder[] = []

/** happy-dom has no MediaRecorder; this one writes what it was told to. */
class FakeRecorder {
  static isTypeSupported = (type: string): boolean => type.startsWith('audio/mp4')
  state = 'inactive'
  mimeType: string
  ondataavailable?: (event: { data: Blob }) => void
  onstop?: () => void
  constructor(_stream: unknown, options: { mimeType?: string }) {
    this.mimeType = options.mimeType ?? 'audio/other'
    recorders.push(this)
  }
  start(): void {
    this.state = 'recording'
    this.ondataavailable?.({ data: new Blob(['one']) })
  }
  stop(): void {
    this.state = 'inactive'
    this.ondataavailable?.({ data: new Blob(['two']) })
    this.onstop?.()
  }
}

beforeEach(() => {
  stops.mockClear()
  recorders = []
  microphone = async () => ({ getTracks: () => [{ stop: stops }] })
  vi.stubGlobal('MediaRecorder', FakeRecorder)
  Object.defineProperty(navigator, 'mediaDevices', {
    value: { getUserMedia: () => microphone() },
    configurable: true,
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('useRecorder', () => {
  it('records to a blob of a type the browser can write, and lets go of the microphone', async () => {
    const hook = renderHook(() => useRecorder())
    expect(hook.result.current.status).toBe('idle')
    act(() => hook.result.current.start())
    expect(hook.result.current.status).toBe('requesting')
    await waitFor(() => expect(hook.result.current.status).toBe('recording'))
    await waitFor(() => expect(hook.result.current.elapsed).toBeGreaterThan(0))
    act(() => hook.result.current.stop())
    expect(hook.result.current.status).toBe('stopped')
    expect(hook.result.current.blob).toMatchObject({ type: 'audio/mp4', size: 6 })
    expect(stops).toHaveBeenCalledTimes(1)
    act(() => hook.result.current.reset())
    expect(hook.result.current).toMatchObject({ status: 'idle', elapsed: 0, blob: undefined })
  })

  it('says why there is no microphone', async () => {
    microphone = () => Promise.reject(new DOMException('no', 'NotAllowedError'))
    const hook = renderHook(() => useRecorder())
    act(() => hook.result.current.start())
    await waitFor(() => expect(hook.result.current.status).toBe('denied'))
    expect(hook.result.current.error?.name).toBe('NotAllowedError')
  })

  it('says so where the page cannot record at all', async () => {
    vi.stubGlobal('MediaRecorder', undefined)
    const hook = renderHook(() => useRecorder())
    act(() => hook.result.current.start())
    await waitFor(() => expect(hook.result.current.error?.name).toBe('NotSupportedError'))
  })

  it('lets go of a microphone that was granted after the page was left', async () => {
    let grant = (_stream: unknown): void => {}
    microphone = () => new Promise((resolve) => (grant = resolve))
    const hook = renderHook(() => useRecorder())
    act(() => hook.result.current.start())
    hook.unmount()
    grant({ getTracks: () => [{ stop: stops }] })
    await waitFor(() => expect(stops).toHaveBeenCalledTimes(1))
    expect(recorders).toHaveLength(0)
  })

  it('stops the recording when the component goes away', async () => {
    const hook = renderHook(() => useRecorder())
    act(() => hook.result.current.start())
    await waitFor(() => expect(hook.result.current.status).toBe('recording'))
    hook.unmount()
    expect(recorders[0]?.state).toBe('inactive')
    expect(stops).toHaveBeenCalled()
  })
})
