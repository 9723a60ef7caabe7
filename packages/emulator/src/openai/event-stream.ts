import type { Transcript } from '@cuekit/core'
import { diarizedSegments } from './diarized.ts'

export interface EventStreamOptions {
  /** Adds a `transcript.text.segment` for each segment. */
  diarized: boolean
  usage: object | undefined
}

/**
 * The answer to `stream=true`: deltas word by word, `transcript.text.done` with the whole text, then `[DONE]`. The audio is
 * heard to its end before the first of them, so that what cannot be heard is answered with its status.
 */
export function eventStream(transcript: Transcript, options: EventStreamOptions): Response {
  const frames = events(transcript, options)
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const { done, value } = frames.next()
        if (done === true) controller.close()
        else controller.enqueue(encoder.encode(`data: ${value}\n\n`))
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
}

function* events(
  transcript: Transcript,
  { diarized, usage }: EventStreamOptions,
): Generator<string, void> {
  const type = 'transcript.text.delta'
  if (diarized) {
    for (const [at, segment] of diarizedSegments(transcript).entries()) {
      const said = at === 0 ? segment.text : ` ${segment.text}`
      for (const delta of words(said)) yield JSON.stringify({ type, delta, segment_id: segment.id })
      yield JSON.stringify(segment)
    }
  } else {
    for (const delta of words(transcript.text)) yield JSON.stringify({ type, delta })
  }
  const { text } = transcript
  yield JSON.stringify({ type: 'transcript.text.done', text, ...(usage && { usage }) })
  yield '[DONE]'
}

/** Each word with the space before it, as tokens come: joined they are the text. */
const words = (text: string): string[] => text.match(/\s*\S+/g) ?? []
