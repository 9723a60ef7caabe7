import {
  createTranscriptionTask,
  type TaskState,
  type TaskTrack,
  type TaskView,
} from '@cuekit/core/task'
import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTaskServer, type TaskServer } from './fixtures/task-server.ts'
import { useTranscript } from './use-transcript.ts'
import { useTranscription, type UseTranscriptionOptions } from './use-transcription.ts'

const succeeded: Partial<TaskView> & { mediaUrl: string; tracks: [TaskTrack] } = {
  status: 'succeeded',
  language: 'en',
  tracks: [{ language: 'en', kind: 'source', url: '/api/cuekit/tasks/t1/subtitles.vtt?sig=s' }],
  mediaUrl: '/api/cuekit/tasks/t1/media?sig=s',
}

let server: TaskServer
const file = (): File => new File(['RIFF'], 'talk.mp3', { type: 'audio/mpeg' })
const count = (what: string): number => server.seen.filter((one) => one === what).length
/** Long enough for what is put off by one tick to happen. */
const moment = (): Promise<void> =>
  act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30))
  })

beforeEach(async () => {
  server = await startTaskServer()
  const { happyDOM } = window as unknown as { happyDOM: { setURL(url: string): void } }
  happyDOM.setURL(`${server.origin}/`)
  sessionStorage.clear()
})
afterEach(async () => {
  cleanup()
  await moment()
  await server.close()
})

function Page(options: UseTranscriptionOptions) {
  const task = useTranscription(options)
  return (
    <>
      <button onClick={() => task.start(file(), { language: 'en' })}>start</button>
      <output>{task.status}</output>
      {task.status === 'succeeded' && (
        <video src={task.mediaUrl}>
          <track default kind="captions" srcLang="en" src={task.subtitleUrl('vtt')} />
        </video>
      )}
    </>
  )
}

const status = (): string | null => screen.getByRole('status').textContent
const press = (): void => act(() => screen.getByText('start').click())

describe('useTranscription', () => {
  it('puts captions on a player, in StrictMode with one upload and one stream', async () => {
    const { container } = render(<Page />, { wrapper: StrictMode })
    expect(status()).toBe('idle')
    press()
    expect(status()).toBe('uploading')
    await waitFor(() => expect(server.streams.size).toBe(1))
    act(() => server.publish({ status: 'processing', step: 'transcribe' }))
    await waitFor(() => expect(status()).toBe('processing'))
    act(() => server.publish(succeeded))
    await waitFor(() => expect(status()).toBe('succeeded'))
    expect(container.querySelector('video')?.getAttribute('src')).toBe(succeeded.mediaUrl)
    expect(container.querySelector('track')?.getAttribute('src')).toBe(succeeded.tracks[0].url)
    expect(server.seen).toEqual(['POST /tasks', 'GET /tasks/t1/events'])
    expect(server.bodies[0]).toBe('RIFF')
  })

  it('renders idle on a server and hydrates without a complaint', async () => {
    const html = renderToString(<Page persist />)
    expect(html).toContain('<output>idle</output>')
    sessionStorage.setItem('cuekit:@/api/cuekit', 't1')
    const container = document.body.appendChild(document.createElement('div'))
    container.innerHTML = html
    const complaints: unknown[] = []
    const root = hydrateRoot(container, <Page persist />, {
      onRecoverableError: (error) => complaints.push(error),
    })
    await waitFor(() => expect(container.querySelector('output')?.textContent).toBe('queued'))
    expect(complaints).toEqual([])
    await waitFor(() => expect(server.streams.size).toBe(1))
    act(() => root.unmount())
    container.remove()
  })

  it('takes a remembered task up again after a reload, once in StrictMode', async () => {
    const before = render(<Page persist />)
    press()
    await waitFor(() => expect(server.streams.size).toBe(1))
    before.unmount()
    await waitFor(() => expect(server.streams.size).toBe(0))
    server.seen.length = 0
    render(<Page persist />, { wrapper: StrictMode })
    act(() => server.publish(succeeded))
    await waitFor(() => expect(status()).toBe('succeeded'))
    expect(server.seen).toEqual(['GET /tasks/t1/events'])
  })

  it('lets an upload go on when the component leaves, and comes back to it through its store', async () => {
    let open = (): void => {}
    server.gate = new Promise((resolve) => (open = resolve))
    const store = createTranscriptionTask()
    const first = render(<Page store={store} />)
    press()
    await waitFor(() => expect(server.bodies).toHaveLength(1))
    first.unmount()
    await moment()
    open()
    await waitFor(() => expect(store.getSnapshot().status).toBe('queued'))
    expect(server.streams.size).toBe(0)
    render(<Page store={store} />)
    expect(status()).toBe('queued')
    act(() => server.publish(succeeded))
    await waitFor(() => expect(status()).toBe('succeeded'))
    expect([count('POST /tasks'), count('POST /tasks/t1/cancel')]).toEqual([1, 0])
  })

  it('cancels on unmount only when told to, and not at the double mount of StrictMode', async () => {
    const page = render(<Page id="t1" cancelOnUnmount />, { wrapper: StrictMode })
    await waitFor(() => expect(server.streams.size).toBe(1))
    await moment()
    expect(server.seen).toEqual(['GET /tasks/t1/events'])
    page.unmount()
    await waitFor(() => expect(count('POST /tasks/t1/cancel')).toBe(1))
  })

  it('asks the headers function of the last render', async () => {
    const options = (token: string) => ({ id: 't1', headers: () => ({ authorization: token }) })
    const hook = renderHook((given: UseTranscriptionOptions) => useTranscription(given), {
      initialProps: options('first'),
    })
    await waitFor(() => expect(server.streams.size).toBe(1))
    hook.rerender(options('second'))
    act(() => hook.result.current.cancel())
    await waitFor(() => expect(hook.result.current.status).toBe('cancelled'))
    expect(server.authorizations).toEqual(['first', 'second'])
  })

  it('keeps its functions, and its result until something changes', () => {
    const hook = renderHook(() => useTranscription())
    const before = hook.result.current
    hook.rerender()
    expect(hook.result.current).toBe(before)
    act(() => hook.result.current.start(new File([], 'empty.mp3')))
    expect(hook.result.current.status).toBe('failed')
    expect(hook.result.current.start).toBe(before.start)
  })

  it('starts from the upload again by retry, with what the browser tells about its bytes', async () => {
    const states: TaskState[] = []
    let tries = 0
    class Double extends EventTarget {
      upload = new EventTarget()
      status = 202
      responseText = ''
      open() {}
      abort() {}
      setRequestHeader() {}
      send({ size: total }: Blob) {
        for (const loaded of [1, total]) {
          this.upload.dispatchEvent(Object.assign(new Event('progress'), { loaded, total }))
        }
        this.responseText = JSON.stringify(server.task)
        for (const type of [tries++ === 0 ? 'error' : 'load', 'loadend']) {
          this.dispatchEvent(new Event(type))
        }
      }
    }
    const hook = renderHook(() => {
      const task = useTranscription({ xhr: () => new Double() as unknown as XMLHttpRequest })
      states.push(task)
      return task
    })
    act(() => hook.result.current.start(file()))
    await waitFor(() =>
      expect(hook.result.current).toMatchObject({ status: 'failed', retryFrom: 'upload' }),
    )
    act(() => hook.result.current.retry())
    await waitFor(() => expect(hook.result.current.status).toBe('queued'))
    expect(
      states.flatMap((state) => (state.status === 'uploading' ? [state.progress] : [])),
    ).toContain(1)
  })
})

describe('useTranscript', () => {
  it('fetches the transcript once the task has succeeded', async () => {
    const hook = renderHook(() => useTranscript(useTranscription({ id: 't1' })))
    expect(hook.result.current.status).toBe('idle')
    await waitFor(() => expect(server.streams.size).toBe(1))
    act(() => server.publish(succeeded))
    await waitFor(() =>
      expect(hook.result.current).toMatchObject({
        status: 'succeeded',
        transcript: { text: 'hello there' },
      }),
    )
  })
})
