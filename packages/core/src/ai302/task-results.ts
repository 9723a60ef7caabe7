import type { Cue } from '../schemas/cue.ts'
import type { Transcript, Warning } from '../schemas/transcript.ts'
import type { VideoTaskResult } from '../wire/video-task-result.ts'

export interface ExtractResult {
  transcript: Transcript
}

/** Links to the two stems of the sound; one that the answer does not name is missing. */
export interface SeparateResult {
  vocalsUrl?: string
  backgroundUrl?: string
}

/** `translation[i]` belongs to `source[i]`; both have the same length. */
export interface TranslateResult {
  source: Cue[]
  translation: Cue[]
  /** What had to be repaired, e.g. a cue that was not translated: it has no lines. */
  warnings: Warning[]
}

/** Two files: the video and its audio track. */
export interface DownloadResult {
  videoUrl: string
  audioUrl: string
}

export interface ExtractAudioResult {
  audioUrl: string
}

export interface BurnResult {
  videoUrl: string
}

/** What the tasks of 302.AI end with, by the `kind` of their handles. */
export interface TaskResults {
  transcribe: ExtractResult
  separate: SeparateResult
  translate: TranslateResult
  download: DownloadResult
  'extract-audio': ExtractAudioResult
  burn: BurnResult
}

export type TaskKind = keyof TaskResults

// Each gives undefined for a result of another kind.
const READERS: { [K in TaskKind]: (result: VideoTaskResult) => TaskResults[K] | undefined } = {
  transcribe: (result) =>
    result.kind === 'transcribe' ? { transcript: result.transcript } : undefined,
  separate(result) {
    if (result.kind !== 'separate') return undefined
    const { kind: _kind, ...stems } = result
    return stems
  },
  translate(result) {
    if (result.kind !== 'translate') return undefined
    const { kind: _kind, ...cues } = result
    return cues
  },
  download: (result) =>
    result.kind === 'download' && result.videoUrl !== undefined
      ? { videoUrl: result.videoUrl, audioUrl: result.audioUrl }
      : undefined,
  // No page shows this answer: a video beside the audio is no reason to refuse it.
  'extract-audio': (result) =>
    result.kind === 'download' ? { audioUrl: result.audioUrl } : undefined,
  burn: (result) => (result.kind === 'burn' ? { videoUrl: result.videoUrl } : undefined),
}

export const TASK_KINDS = Object.keys(READERS) as TaskKind[]

/** The result of a task of this kind, or undefined when it is one of another kind. */
export const toTaskResult = <K extends TaskKind>(
  kind: K,
  result: VideoTaskResult,
): TaskResults[K] | undefined => READERS[kind](result)
