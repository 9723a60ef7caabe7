import type { Transcript } from '@cuekit/core'
import { secondsOf } from './formats.ts'

interface DiarizedSegment {
  type: 'transcript.text.segment'
  id: string
  start: number
  end: number
  text: string
  speaker: string
}

/** No engine of ours tells speakers apart: everything is said by the first, whom the service names `A`. */
export function diarizedSegments(transcript: Transcript): DiarizedSegment[] {
  return transcript.segments.map(({ start, end, text }, index) => ({
    type: 'transcript.text.segment',
    id: `seg_${String(index + 1).padStart(3, '0')}`,
    start,
    end,
    text: text.trim(),
    speaker: 'A',
  }))
}

/** `diarized_json`: the text is a line a segment, each after its speaker. */
export function diarizedJson(transcript: Transcript): object {
  const segments = diarizedSegments(transcript)
  return {
    task: 'transcribe',
    duration: secondsOf(transcript),
    text: segments.map(({ speaker, text }) => `${speaker}: ${text}`).join('\n'),
    segments,
  }
}
