import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { jsonBody } from '../http/json-body.ts'
import { parseOptions } from '../http/parse-options.ts'
import { readText } from '../http/read-text.ts'
import { isErrorBody } from '../wire/envelope.ts'
import { parseJson } from '../wire/parse-json.ts'
import { readSpeechEvents } from '../wire/speech-events.ts'
import { toUpstreamError } from '../wire/upstream-error.ts'
import type { OpenedCall } from './open-call.ts'
import type { AudioService } from './service.ts'

export type SpeechFormat = 'mp3' | 'opus' | 'aac' | 'flac' | 'wav' | 'pcm'

export interface SpeechParams {
  model: string
  /** At most 4096 characters, counted as code points. */
  input: string
  /** A voice of the service by its name, or one of the caller's own by its id. */
  voice: string | { id: string }
  /** How to speak; models called tts-1 do not take it. */
  instructions?: string | undefined
  /** Default `mp3`. */
  responseFormat?: SpeechFormat | undefined
  /** 0.25..4. */
  speed?: number | undefined
  /** How the audio travels; the bytes are the same. Models called tts-1 know no `sse`. */
  streamFormat?: 'audio' | 'sse' | undefined
}

/** Audio that is read once, as a stream or as a whole. */
export interface SpeechAudio {
  /** Media type, e.g. `audio/mpeg`. */
  type: string
  /** Bytes as they come; leaving early closes the connection. */
  body: AsyncIterable<Uint8Array>
  /** All of it. Rejects where `body` was read before. */
  bytes(): Promise<Uint8Array>
}

export interface Speech {
  /** Text as spoken audio. */
  create(params: SpeechParams, options?: RequestOptions): Promise<SpeechAudio>
}

const MAX_CHARACTERS = 4096
const MAX_ERROR_BYTES = 1024 * 1024

const TYPES: Record<SpeechFormat, string> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
}

const nonEmpty = z.string().check(z.minLength(1))
const paramsSchema = z.strictObject({
  model: nonEmpty,
  input: nonEmpty,
  voice: z.union([nonEmpty, z.strictObject({ id: nonEmpty })]),
  instructions: z.optional(z.string()),
  responseFormat: z.optional(z.enum(['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'])),
  speed: z.optional(z.number().check(z.gte(0.25), z.lte(4))),
  streamFormat: z.optional(z.enum(['audio', 'sse'])),
})

// OpenAI counts code points and answers 400 with a printed Python list; an emoji is one, and two in `length`.
function checkLength(name: string, text: string): void {
  const characters = Array.from(text).length
  if (characters <= MAX_CHARACTERS) return
  throw new CuekitError(
    'invalid_option',
    `speech.create: "${name}" has ${characters} characters and services take ${MAX_CHARACTERS}. Send it in pieces.`,
  )
}

/** A success that is text: an error body, a web page, or an answer of another kind. */
async function refuse(service: string, { body, requestId, secrets }: OpenedCall): Promise<never> {
  const text = await readText(body, MAX_ERROR_BYTES)
  const id = requestId === undefined ? {} : { requestId }
  if (isErrorBody(parseJson(text))) {
    throw toUpstreamError({ service, status: 200, text, secrets, ...id })
  }
  throw new CuekitError(
    'invalid_response',
    `${service} answered with ${/^\s*</.test(text) ? 'a web page' : 'text'} instead of audio. Check baseURL and the model.`,
    { ...id, sent: 'all' },
  )
}

// A second reader would get the rest and take it for the whole.
function readOnce(body: AsyncGenerator<Uint8Array, void>): AsyncIterable<Uint8Array> {
  let read = false
  return {
    [Symbol.asyncIterator]() {
      if (read) {
        throw new CuekitError('body_already_read', 'The audio can be read once. Keep its bytes.')
      }
      read = true
      return body
    },
  }
}

/** `speech.create` over one service. */
export function createSpeech({ service, open }: AudioService): Speech {
  return {
    async create(given, options = {}) {
      const params = parseOptions(paramsSchema, given, 'speech.create')
      const request = parseOptions(requestOptionsSchema, options, 'speech.create')
      const {
        model,
        input,
        voice,
        instructions,
        responseFormat = 'mp3',
        speed,
        streamFormat,
      } = params
      checkLength('input', input)
      checkLength('instructions', instructions ?? '')
      throwIfAborted(request.signal)
      const opened = await open({
        ...request,
        // The longest input is five minutes of speech.
        defaultTimeouts: { total: 600_000 },
        headers: { accept: '*/*', ...request.headers },
        method: 'POST',
        kind: 'billed',
        path: '/audio/speech',
        body: jsonBody({
          model,
          input,
          voice,
          instructions,
          response_format: responseFormat,
          speed,
          stream_format: streamFormat,
        }),
      })
      const type = opened.headers['content-type']?.trim() ?? ''
      const events = streamFormat === 'sse' && /^text\/event-stream/i.test(type)
      // Other types are not believed: some services name none, or application/octet-stream.
      if (!events && /json|^text\//i.test(type)) await refuse(service, opened)
      const body = readOnce(
        events ? readSpeechEvents(opened.body, { ...opened, service }) : opened.body,
      )
      return {
        type: /^audio\//i.test(type) ? type : TYPES[responseFormat],
        body,
        async bytes() {
          const parts: Uint8Array<ArrayBuffer>[] = []
          for await (const chunk of body) parts.push(new Uint8Array(chunk))
          return new Uint8Array(await new Blob(parts).arrayBuffer())
        },
      }
    },
  }
}
