import { CuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { createMultipart, type FilePart } from '../http/multipart.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Call, CallResult } from '../http/request.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { toAudioTranscript } from '../wire/audio.ts'
import { toDiarizedTranscript } from '../wire/audio-diarized.ts'
import { explainRefusal } from './explain-refusal.ts'
import { toFilePart } from './input.ts'
import { readAnswer, type TranscriptionOf } from './transcription-answer.ts'
import {
  type Params,
  paramsSchema,
  requireModel,
  type ResponseFormat,
  toFields,
  type TranscribeParams,
  type TranscriptionParams,
  transcribeOptionsSchema,
  transcribeSchema,
} from './transcription-params.ts'

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

// Services transcribe while the caller waits. Ten minutes, and half a minute more for each MiB: 25 MiB of speech can be three hours.
function totalTimeout(bytes: number | undefined): number {
  return 600_000 + (bytes === undefined ? 1_800_000 : (bytes / 1_048_576) * 30_000)
}

export interface AudioService {
  service: string
  call(call: Call): Promise<CallResult>
  maxBodyBytes?: number | undefined
}

/** How to ask a model for as much as it can tell. Source: OpenAI's reference, createTranscription. */
function bestFormat(model: string): Pick<Params, 'responseFormat' | 'timestampGranularities'> {
  if (/diarize/.test(model)) return { responseFormat: 'diarized_json' }
  // OpenAI's other gpt models refuse verbose_json with HTTP 400; everything else sends times with it.
  if (model.startsWith('gpt-')) return { responseFormat: 'json' }
  return { responseFormat: 'verbose_json', timestampGranularities: ['word', 'segment'] }
}

/** `transcriptions.create` and `transcribe` over one service. */
export function createTranscriptions({ service, call, maxBodyBytes }: AudioService) {
  async function send(
    params: Params,
    model: string,
    file: FilePart,
    request: RequestOptions,
  ): Promise<CallResult> {
    const { responseFormat: format = 'json' } = params
    const body = createMultipart(await toFields(params, model), file)
    try {
      return await call({
        ...request,
        defaultTimeouts: { total: totalTimeout(file.bytes) },
        method: 'POST',
        kind: 'billed',
        path: '/audio/transcriptions',
        body,
        maxBodyBytes,
      })
    } catch (error) {
      throw explainRefusal(error, { format, model })
    }
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
    const model = requireModel(params.model, 'transcriptions.create')
    const answer = await send(params, model, await toFilePart(params.file), request)
    // The compiler cannot follow a conditional type through the branches of the answer.
    return readAnswer(format, { service, ...answer }) as TranscriptionOf<F>
  }

  async function transcribe(
    given: TranscribeParams,
    options: TranscribeOptions = {},
  ): Promise<Transcript> {
    const params = parseOptions(transcribeSchema, given, 'transcribe')
    const { duration, ...request } = parseOptions(transcribeOptionsSchema, options, 'transcribe')
    throwIfAborted(request.signal)
    const model = requireModel(params.model, 'transcribe')
    const best = bestFormat(model)
    const diarized = best.responseFormat === 'diarized_json'
    const { language, chunkingStrategy = diarized ? 'auto' : undefined } = params
    const asked: Params = { ...params, ...best, chunkingStrategy }
    const answer = await send(asked, model, await toFilePart(params.file), request)
    const hints = { language, duration }
    if (diarized) return toDiarizedTranscript({ service, ...answer }, hints)
    const expectWords = best.timestampGranularities?.includes('word')
    return toAudioTranscript({ service, ...answer }, { ...hints, expectWords })
  }

  return { transcriptions: { create } satisfies Transcriptions, transcribe }
}
