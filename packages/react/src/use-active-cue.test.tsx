import { act, cleanup, render, screen } from '@testing-library/react'
import { useRef, useState } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useActiveCue } from './use-active-cue.ts'

const cues = [
  {
    start: 1,
    end: 3,
    text: 'Hello there',
    words: [
      { text: 'Hello', start: 1, end: 2 },
      { text: 'there', start: 2, end: 3 },
    ],
  },
  { start: 4, end: 5, text: 'Bye' },
]

let renders = 0
function Player() {
  const [shown, setShown] = useState(false)
  const video = useRef<HTMLVideoElement>(null)
  const { cue, index, word, wordIndex } = useActiveCue(video, cues)
  renders++
  return (
    <>
      <button onClick={() => setShown(!shown)}>toggle</button>
      {shown && <video ref={video} />}
      <output>{[index, cue?.text, wordIndex, word?.text].join('|')}</output>
    </>
  )
}

const shown = (): string | null => screen.getByRole('status').textContent
function seek(video: HTMLVideoElement, time: number): void {
  Object.defineProperty(video, 'currentTime', { value: time, configurable: true })
  act(() => void video.dispatchEvent(new Event('timeupdate')))
}

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

describe('useActiveCue', () => {
  it('follows a player that came later, and forgets one that went', () => {
    const { container } = render(<Player />)
    expect(shown()).toBe('-1||-1|')
    act(() => screen.getByText('toggle').click())
    const video = container.querySelector('video') as HTMLVideoElement
    seek(video, 1.5)
    expect(shown()).toBe('0|Hello there|0|Hello')
    seek(video, 2)
    expect(shown()).toBe('0|Hello there|1|there')
    seek(video, 3.5)
    expect(shown()).toBe('-1||-1|')
    seek(video, 4.5)
    expect(shown()).toBe('1|Bye|-1|')
    act(() => screen.getByText('toggle').click())
    expect(shown()).toBe('-1||-1|')
  })

  it('renders only when the cue or the word changes', () => {
    const { container } = render(<Player />)
    act(() => screen.getByText('toggle').click())
    const video = container.querySelector('video') as HTMLVideoElement
    seek(video, 1.1)
    const before = renders
    // React may render once more before it sees that a state is the same.
    for (let time = 1.1; time < 1.9; time += 0.01) seek(video, time)
    expect(renders - before).toBeLessThanOrEqual(1)
  })

  it('asks every frame while the player plays, and no more after a pause', () => {
    let frames: FrameRequestCallback[] = []
    vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation((frame) => frames.push(frame))
    vi.spyOn(globalThis, 'cancelAnimationFrame').mockImplementation(() => {
      frames = []
    })
    const { container } = render(<Player />)
    act(() => screen.getByText('toggle').click())
    const video = container.querySelector('video') as HTMLVideoElement
    act(() => void video.dispatchEvent(new Event('play')))
    Object.defineProperty(video, 'currentTime', { value: 2.5, configurable: true })
    expect(frames).toHaveLength(1)
    act(() => frames.splice(0).forEach((frame) => frame(0)))
    expect(shown()).toBe('0|Hello there|1|there')
    expect(frames).toHaveLength(1)
    act(() => void video.dispatchEvent(new Event('pause')))
    expect(frames).toHaveLength(0)
  })
})
