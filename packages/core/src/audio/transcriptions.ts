import { throwIfAborted } from '../http/aborted.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import type { FilePart } from '../http/multipart.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { CallResult } from '../http/request.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { toAudioTranscript } from '../wire/audio.ts'
import { toDiarizedTranscript } from '../wire/audio-diarized.ts'
import { explainRefusal } from './explain-refusal.ts'
import { toFilePart } from './input.ts'
import type { AudioService } from './service.ts'
import { readAnswer, type TranscriptionOf } from './transcription-answer.ts'
import { toCall } from './transcription-call.ts'
import {
  checkGranularities,
  type Params,
  paramsSchema,
  requireModel,
  type ResponseFormat,
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

/** How to ask a model for as much as it can tell. Source: OpenAI's reference, createTranscription. */
function bestFormat(
  model: string,
  granularities: AudioService['granularities'],
): Pick<Params, 'responseFormat' | 'timestampGranularities'> {
  if (/diarize/.test(model)) return { responseFormat: 'diarized_json' }
  // OpenAI's other gpt models refuse verbose_json with HTTP 400; everything else sends times with it.
  if (model.startsWith('gpt-')) return { responseFormat: 'json' }
  return { responseFormat: 'verbose_json', timestampGranularities: [...granularities] }
}

/** `transcriptions.create` and `transcribe` over one service. */
export function createTranscriptions(api: AudioService) {
  const { service, call } = api

  async function send(
    params: Params,
    model: string,
    file: FilePart,
    request: RequestOptions,
  ): Promise<CallResult> {
    try {
      return await call(await toCall({ params, model, file, request, service: api }))
    } catch (error) {
      throw explainRefusal(error, { format: params.responseFormat ?? 'json', model })
    }
  }

  const create: Transcriptions['create'] = async <F extends ResponseFormat = 'json'>(
    given: TranscriptionParams<F>,
    options: RequestOptions = {},
  ): Promise<TranscriptionOf<F>> => {
    const params = parseOptions(paramsSchema, given, 'transcriptions.create')
    const request = parseOptions(requestOptionsSchema, options, 'transcriptions.create')
    const format: ResponseFormat = params.responseFormat ?? 'json'
    checkGranularities(params, 'transcriptions.create')
    throwIfAborted(request.signal)
    const model = requireModel(params.model ?? api.model, 'transcriptions.create')
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
    const model = requireModel(params.model ?? api.model, 'transcribe')
    const best = bestFormat(model, api.granularities)
    const diarized = best.responseFormat === 'diarized_json'
    const { language, chunkingStrategy = diarized ? 'auto' : undefined } = params
    const asked: Params = { ...params, ...best, chunkingStrategy }
    const answer = await send(asked, model, await toFilePart(params.file), request)
    const hints = { language, duration }
    if (diarized) return toDiarizedTranscript({ service, ...answer }, hints)
    const expectWords = api.words && best.responseFormat === 'verbose_json'
    return toAudioTranscript({ service, ...answer }, { ...hints, expectWords })
  }

  return { transcriptions: { create } satisfies Transcriptions, transcribe }
}
