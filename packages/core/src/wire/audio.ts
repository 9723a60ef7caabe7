import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { isErrorBody } from './envelope.ts'
import { parseJson } from './parse-json.ts'
import { readSegment, readWord } from './raw-transcript.ts'
import { buildTranscript, type TranscriptHints } from './transcript.ts'
import { toUpstreamError } from './upstream-error.ts'
import { isRecord, toNumber, toText, wireList, wireSeconds, wireText } from './values.ts'

export interface AudioAnswer {
  service: string
  text: string
  requestId?: string | undefined
  /** Removed from error messages wherever they occur. */
  secrets?: readonly string[]
}

/** How likely a token was, as sent. Values slightly above zero have been seen. */
export interface TokenLogprob {
  /** With its leading space. */
  token?: string | undefined
  logprob?: number | undefined
}

export const readLogprob = (item: Record<string, unknown>): TokenLogprob => ({
  token: toText(item['token']),
  logprob: toNumber(item['logprob']),
})

const wireAudio = z.object({
  text: wireText,
  language: wireText,
  detected_language: wireText,
  duration: wireSeconds,
  segments: wireList(readSegment),
  words: wireList(readWord),
  logprobs: wireList(readLogprob),
  usage: z.optional(
    z.pipe(
      z.unknown(),
      z.transform((value) => (isRecord(value) ? value : undefined)),
    ),
  ),
})

/** An answer as sent, only typed. */
export type WireAudio = z.infer<typeof wireAudio>

function unreadable({ service, text, requestId }: AudioAnswer): CuekitError {
  const what = /^\s*</.test(text)
    ? 'a web page'
    : text.trim() === ''
      ? 'nothing'
      : 'something that is not a transcription'
  return new CuekitError(
    'invalid_response',
    `${service} answered with ${what}. Check that baseURL points at its API${what === 'a web page' ? '' : ' and that the model exists'}.`,
    { sent: 'all', ...(requestId === undefined ? {} : { requestId }) },
  )
}

/** The JSON of an answer with status 200, or the error that it is. `invalid_response` when it is no JSON object. */
function parseAudioBody(answer: AudioAnswer): Record<string, unknown> {
  const body = parseJson(answer.text)
  if (isErrorBody(body)) {
    const { service, text, requestId, secrets = [] } = answer
    throw toUpstreamError({
      service,
      status: 200,
      text,
      secrets,
      ...(requestId === undefined ? {} : { requestId }),
    })
  }
  if (!isRecord(body)) throw unreadable(answer)
  return body
}

/**
 * Reads `json` and `verbose_json` answers of OpenAI-compatible services: words at the top level or inside segments, `word` or `text`
 * for a key, times and durations as strings, lists that are null or missing. Throws what an error body says, else `invalid_response`.
 */
export function parseAudio(answer: AudioAnswer): WireAudio {
  const body = parseAudioBody(answer)
  const parsed = z.parse(wireAudio, body)
  // An empty text is an answer (silence); no text, no segments and no words is none.
  if (
    parsed.text === undefined &&
    !Array.isArray(body['segments']) &&
    !Array.isArray(body['words'])
  ) {
    throw unreadable(answer)
  }
  return parsed
}

/** An audio answer as a `Transcript`. */
export function toAudioTranscript(answer: AudioAnswer, hints: TranscriptHints = {}): Transcript {
  const { text, language, detected_language, duration, segments, words } = parseAudio(answer)
  return buildTranscript(
    { text, language: language ?? detected_language, duration, segments, words },
    hints,
  )
}
