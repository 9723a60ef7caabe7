import type { Transcript } from '@cuekit/core'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fromDocumented } from './vt/result.ts'

/** The project's own spoken sample: 13.2 s, 35 words, each exactly where the documented answer of 302.AI puts it. */
export interface Sample {
  /** MP3, 16 kHz mono. */
  audioUrl: URL
  /** MP4 (H.264 and AAC), 640x360. */
  videoUrl: URL
  /** The documented answer of `GET /302/vt/tasks/subtitle/{task_id}` as JSON. */
  answerUrl: URL
  /** The same answer as a transcript. */
  readonly transcript: Transcript
}

// `../sample` is beside both `src` and `dist`.
const audioUrl = new URL('../sample/water-cycle.mp3', import.meta.url)
const videoUrl = new URL('../sample/water-cycle.mp4', import.meta.url)
const answerUrl = new URL('../sample/water-cycle.json', import.meta.url)

/** Seconds. */
export const SAMPLE_DURATION = 13.2

export const waterCycle: Sample = {
  audioUrl,
  videoUrl,
  answerUrl,
  get transcript() {
    const answer: unknown = JSON.parse(readFileSync(answerUrl, 'utf8'))
    return { ...fromDocumented(answer), language: 'en', duration: SAMPLE_DURATION }
  },
}

let hashes: Set<string> | undefined

/** SHA-256 of the two committed files, so that the sample is known where there is no ffmpeg. */
export function sampleHashes(): Set<string> {
  hashes ??= new Set(
    [audioUrl, videoUrl].map((url) => createHash('sha256').update(readFileSync(url)).digest('hex')),
  )
  return hashes
}
