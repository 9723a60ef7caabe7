import type { Word } from '@cuekit/core/task'
import { type RefObject, useEffect, useMemo, useState } from 'react'
import { createWordSearch, type Timed } from './find-active.ts'

/** A cue, a segment, or anything else with a time in seconds and perhaps words. */
export interface TimedText extends Timed {
  words?: readonly Word[] | undefined
}

export interface ActiveCue<T extends TimedText> {
  /** What is on screen, the latest started where several are; undefined in a gap. */
  cue: T | undefined
  /** Its place in `cues`, or -1. */
  index: number
  /** The word being spoken, where the cue knows its words. */
  word: Word | undefined
  /** Its place in `cue.words`, or -1. */
  wordIndex: number
}

const NONE: readonly [cue: number, word: number] = [-1, -1]

/**
 * Which cue, and which word of it, a player is at: every frame while it plays, and after each seek.
 * `cues` are in order of `start`. Renders only when the cue or the word is another one.
 */
export function useActiveCue<T extends TimedText>(
  media: RefObject<HTMLMediaElement | null> | HTMLMediaElement | null | undefined,
  cues: readonly T[],
): ActiveCue<T> {
  const [element, setElement] = useState<HTMLMediaElement | null>(null)
  // After each render, because a ref tells nobody when its element comes and goes; the same element renders no more.
  // oxlint-disable-next-line react/set-state-in-effect, react-hooks/exhaustive-deps
  useEffect(() => setElement((media && 'current' in media ? media.current : media) ?? null))

  const find = useMemo(() => createWordSearch(cues), [cues])
  const [active, setActive] = useState(NONE)

  useEffect(() => {
    if (!element) return undefined
    let frame = 0
    const update = (): void => {
      const next = find(element.currentTime)
      setActive((now) => (now[0] === next[0] && now[1] === next[1] ? now : next))
    }
    const tick = (): void => {
      update()
      frame = requestAnimationFrame(tick)
    }
    const play = (): void => {
      cancelAnimationFrame(frame)
      tick()
    }
    const rest = (): void => {
      cancelAnimationFrame(frame)
      update()
    }
    element.addEventListener('play', play)
    for (const event of ['pause', 'ended', 'emptied']) element.addEventListener(event, rest)
    // Frames do not come in hidden tabs and while paused; these do.
    for (const event of ['timeupdate', 'seeked']) element.addEventListener(event, update)
    if (element.paused) update()
    else tick()
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('play', play)
      for (const event of ['pause', 'ended', 'emptied']) element.removeEventListener(event, rest)
      for (const event of ['timeupdate', 'seeked']) element.removeEventListener(event, update)
    }
  }, [element, find])

  const [index, wordIndex] = element ? active : NONE
  const cue = cues[index]
  return { cue, index: cue ? index : -1, word: cue?.words?.[wordIndex], wordIndex }
}
