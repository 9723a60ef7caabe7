import { CuekitError, isCuekitError } from '../errors/error.ts'
import type { ResponseFormat } from './transcription-params.ts'

const REFUSED_FORMAT = /response_format|unexpected_response_format|not compatible with model/i

// What models that refuse a format take. Source: OpenAI's reference, createTranscription.
function advise(text: string, format: ResponseFormat, model: string): string | undefined {
  if (/chunking_strategy/.test(text)) {
    return 'Pass chunkingStrategy: "auto", which models that tell speakers apart require.'
  }
  if (REFUSED_FORMAT.test(text)) {
    return `"${model}" gives no "${format}": ask for responseFormat "json", or for another model where times are needed.`
  }
  if (/timestamp_granularities/.test(text)) {
    return `"${model}" gives no such times: leave timestampGranularities out.`
  }
  return undefined
}

/**
 * The same error with the option of ours that would help, where a service refused what its model cannot do. one-api answers 500
 * to a format it does not know, which no repeating helps. Source: OpenAI's 400 `unsupported_value`; one-api, relay of audio.
 */
export function explainRefusal(
  error: unknown,
  { format, model }: { format: ResponseFormat; model: string },
): unknown {
  if (!isCuekitError(error)) return error
  const { message, upstreamCode, upstreamStatus } = error
  const unknownFormat = upstreamCode === 'unexpected_response_format'
  if (!unknownFormat && (error.code !== 'upstream_rejected' || upstreamStatus === undefined)) {
    return error
  }
  const advice = advise(`${message} ${upstreamCode ?? ''}`, format, model)
  if (advice === undefined) return error
  const { code: _code, status: _status, retryable: _retryable, ...known } = error
  return new CuekitError('upstream_rejected', `${message} ${advice}`, {
    ...known,
    cause: error.cause,
  })
}
