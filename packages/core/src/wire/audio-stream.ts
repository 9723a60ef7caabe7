import { CuekitError } from '../errors/error.ts'
import {
  type AudioAnswer,
  parseAudio,
  readLogprob,
  type TokenLogprob,
  type WireAudio,
} from './audio.ts'
import { type DiarizedSegment, readDiarizedSegment } from './audio-diarized.ts'
import { isErrorBody } from './envelope.ts'
import type { ServerEvent } from './event-stream.ts'
import { parseJson } from './parse-json.ts'
import { readSegment, readWord } from './raw-transcript.ts'
import { toUpstreamError } from './upstream-error.ts'
import { isRecord, readList, toSeconds, toText } from './values.ts'

/** The end of a stream. Only LocalAI sends more than `text`, `usage` and `logprobs`. */
export interface StreamEnd extends Partial<
  Pick<WireAudio, 'language' | 'duration' | 'segments' | 'words'>
> {
  /** Missing where the service leaves it to the deltas. */
  text?: string | undefined
  usage?: Record<string, unknown>
  logprobs?: TokenLogprob[]
}

export type StreamFrame =
  | { type: 'delta'; text: string; segmentId?: string; logprobs?: TokenLogprob[] }
  | { type: 'segment'; segment: DiarizedSegment }
  | ({ type: 'done' } & StreamEnd)

type Answer = Omit<AudioAnswer, 'text'>
type Body = Record<string, unknown>

const logprobsOf = (body: Body): { logprobs?: TokenLogprob[] } => {
  const logprobs = readList(body['logprobs'], readLogprob)
  return logprobs.length > 0 ? { logprobs } : {}
}

function readEnd(body: Body): { type: 'done' } & StreamEnd {
  const { usage } = body
  const language = toText(body['language']) ?? toText(body['detected_language'])
  const duration = toSeconds(body['duration'])
  return {
    type: 'done',
    text: toText(body['text']),
    ...(isRecord(usage) ? { usage } : {}),
    ...logprobsOf(body),
    ...(language === undefined ? {} : { language }),
    ...(duration === undefined ? {} : { duration }),
    ...(Array.isArray(body['segments'])
      ? { segments: readList(body['segments'], readSegment) }
      : {}),
    ...(Array.isArray(body['words']) ? { words: readList(body['words'], readWord) } : {}),
  }
}

/** A whole JSON answer as the end of a stream. Throws as `parseAudio` does. */
export function readWholeAnswer(answer: AudioAnswer): StreamFrame {
  parseAudio(answer)
  const body = parseJson(answer.text)
  return readEnd(isRecord(body) ? body : {})
}

/**
 * vLLM streams a transcription like a chat: `choices[].delta.content`. Its `finish_reason` ends a piece of 30 seconds, not the
 * answer, so only `[DONE]` counts.
 */
function readChunk(body: Body): StreamFrame[] {
  return readList(body['choices'], (choice): StreamFrame[] => {
    const text = isRecord(choice['delta']) ? toText(choice['delta']['content']) : undefined
    return text === undefined || text === '' ? [] : [{ type: 'delta', text }]
  }).flat()
}

function throwRefusal(answer: Answer, text: string): never {
  const { service, requestId, secrets = [] } = answer
  const id = requestId === undefined ? {} : { requestId }
  throw toUpstreamError({ service, status: 200, text, secrets, ...id })
}

/**
 * The JSON of one event, or undefined for `[DONE]`. Throws what an `error` event or a body with an error says, and
 * `invalid_response` for data that is no JSON.
 */
export function parseStreamEvent({ event, data }: ServerEvent, answer: Answer): Body | undefined {
  if (event === 'error') throwRefusal(answer, data)
  if (data.trim() === '[DONE]') return undefined
  const body = parseJson(data)
  if (!isRecord(body)) {
    const { service, requestId } = answer
    throw new CuekitError(
      'invalid_response',
      `${service} sent an event that is no JSON in the middle of its answer.`,
      { sent: 'all', ...(requestId === undefined ? {} : { requestId }) },
    )
  }
  if (isErrorBody(body) || body['object'] === 'error') throwRefusal(answer, data)
  return body
}

/** What one event of a streamed transcription says; an unknown type says nothing. Throws as `parseStreamEvent` does. */
export function readStreamEvent(event: ServerEvent, answer: Answer): StreamFrame[] {
  const body = parseStreamEvent(event, answer)
  if (!body) return [{ type: 'done' }]
  switch (body['type']) {
    case 'transcript.text.delta': {
      const segmentId = toText(body['segment_id'])
      const id = segmentId === undefined ? {} : { segmentId }
      return [{ type: 'delta', text: toText(body['delta']) ?? '', ...id, ...logprobsOf(body) }]
    }
    case 'transcript.text.segment':
      return [{ type: 'segment', segment: readDiarizedSegment(body) }]
    case 'transcript.text.done':
      return [readEnd(body)]
    default:
      return readChunk(body)
  }
}
