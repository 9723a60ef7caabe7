import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { createMultipart, type FilePart } from '../http/multipart.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Call, CallResult } from '../http/request.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { parseAudio, toAudioTranscript, type WireAudio } from '../wire/audio.ts'
import { type AudioInput, toFilePart } from './input.ts'
import { parsePlainAnswer } from './plain-answer.ts'

export type ResponseFormat = 'json' | 'text' | 'srt' | 'verbose_json' | 'vtt'

export interface TranscribeParams {
  file: AudioInput
  model: string
  /** ISO 639-1; missing means the service detects it. */
  language?: string | undefined
  /** Style or the text before, in the language of the audio. */
  prompt?: string | undefined
  /** 0..1. */
  temperature?: number | undefined
}

export interface TranscriptionParams<
  F extends ResponseFormat = ResponseFormat,
> extends TranscribeParams {
  /** Default `json`. */
  responseFormat?: F | undefined
  /** With `verbose_json` only. */
  timestampGranularities?: readonly ('word' | 'segment')[] | undefined
}

export interface Transcription {
  text: string
  /** What was counted for the bill, as sent. */
  usage?: Record<string, unknown>
}

/** As the service sent it, only typed: times may be missing or wrong. `transcribe` gives a repaired `Transcript`. */
export type VerboseTranscription = Transcription & Omit<WireAudio, 'text' | 'usage'>

export type TranscriptionOf<F extends ResponseFormat> = F extends 'text' | 'srt' | 'vtt'
  ? string
  : F extends 'verbose_json'
    ? VerboseTranscription
    : Transcription

export interface TranscribeOptions extends RequestOptions {
  /** Length of the media in seconds, for services that do not say. */
  duration?: number | undefined
}

export interface Transcriptions {
  /** The answer in the format that was asked for. */
  create<F extends ResponseFormat = 'json'>(
    params: TranscriptionParams<F>,
    options?: RequestOptions,
  ): Promise<TranscriptionOf<F>>
}

const shared = {
  file: z.custom<AudioInput>((value) => value !== undefined),
  model: z.string().check(z.minLength(1)),
  language: z.optional(z.string()),
  prompt: z.optional(z.string()),
  temperature: z.optional(z.number().check(z.gte(0), z.lte(1))),
}
const paramsSchema = z.strictObject({
  ...shared,
  responseFormat: z.optional(z.enum(['json', 'text', 'srt', 'verbose_json', 'vtt'])),
  timestampGranularities: z.optional(z.array(z.enum(['word', 'segment']))),
})
const transcribeSchema = z.strictObject(shared)
const transcribeOptionsSchema = z.extend(requestOptionsSchema, {
  duration: z.optional(z.number().check(z.gte(0))),
})

type Params = z.infer<typeof paramsSchema>

// Services transcribe while the caller waits. Ten minutes, and half a minute more for each MiB: 25 MiB of speech can be three hours.
function totalTimeout(bytes: number | undefined): number {
  return 600_000 + (bytes === undefined ? 1_800_000 : (bytes / 1_048_576) * 30_000)
}

function toFields(params: Params): [string, string][] {
  const { model, language, prompt, temperature, responseFormat, timestampGranularities } = params
  const single: [string, string | number | undefined][] = [
    ['model', model],
    ['response_format', responseFormat ?? 'json'],
    ['language', language],
    ['prompt', prompt],
    ['temperature', temperature],
  ]
  return [
    ...single.flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...(timestampGranularities ?? []).map((value): [string, string] => [
      'timestamp_granularities[]',
      value,
    ]),
  ]
}

export interface AudioService {
  service: string
  call(call: Call): Promise<CallResult>
  maxBodyBytes?: number | undefined
}

/** `transcriptions.create` and `transcribe` over one service. */
export function createTranscriptions({ service, call, maxBodyBytes }: AudioService) {
  async function send(
    params: Params,
    file: FilePart,
    request: RequestOptions,
  ): Promise<CallResult> {
    const body = createMultipart(toFields(params), file)
    return call({
      ...request,
      defaultTimeouts: { total: totalTimeout(file.bytes) },
      method: 'POST',
      kind: 'billed',
      path: '/audio/transcriptions',
      body,
      maxBodyBytes,
    })
  }

  const create: Transcriptions['create'] = async <F extends ResponseFormat = 'json'>(
    given: TranscriptionParams<F>,
    options: RequestOptions = {},
  ): Promise<TranscriptionOf<F>> => {
    const params = parseOptions(paramsSchema, given, 'transcriptions.create')
    const request = parseOptions(requestOptionsSchema, options, 'transcriptions.create')
    const format: ResponseFormat = params.responseFormat ?? 'json'
    if (params.timestampGranularities && format !== 'verbose_json') {
      throw new CuekitError(
        'invalid_option',
        'transcriptions.create: "timestampGranularities" needs responseFormat "verbose_json".',
      )
    }
    throwIfAborted(request.signal)
    const answer = await send(params, await toFilePart(params.file), request)
    const parsed = (): TranscriptionOf<ResponseFormat> => {
      if (format === 'text' || format === 'srt' || format === 'vtt') {
        return parsePlainAnswer(format, { service, ...answer })
      }
      const { text = '', usage, ...verbose } = parseAudio({ service, ...answer })
      const plain: Transcription = { text, ...(usage ? { usage } : {}) }
      return format === 'json' ? plain : { ...plain, ...verbose }
    }
    // The compiler cannot follow a conditional type through the branches above.
    return parsed() as TranscriptionOf<F>
  }

  async function transcribe(
    given: TranscribeParams,
    options: TranscribeOptions = {},
  ): Promise<Transcript> {
    const params = parseOptions(transcribeSchema, given, 'transcribe')
    const { duration, ...request } = parseOptions(transcribeOptionsSchema, options, 'transcribe')
    throwIfAborted(request.signal)
    // OpenAI's gpt models refuse verbose_json with HTTP 400; everything else sends times with it.
    const timed = !params.model.startsWith('gpt-')
    const asked: Params = timed
      ? { ...params, responseFormat: 'verbose_json', timestampGranularities: ['word', 'segment'] }
      : { ...params, responseFormat: 'json' }
    const answer = await send(asked, await toFilePart(params.file), request)
    const { language } = params
    return toAudioTranscript({ service, ...answer }, { language, duration, expectWords: timed })
  }

  return { transcriptions: { create } satisfies Transcriptions, transcribe }
}
