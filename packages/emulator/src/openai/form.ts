import type { EngineOptions } from '@cuekit/core/engines'
import { languageName } from '../language-name.ts'
import { modelNotFound, openaiError, unsupportedExtension } from './errors.ts'
import { AUDIO_MODELS, type AudioModel } from './models.ts'

const EXTENSIONS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']
const FORMATS = ['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json']

/** A transcription request that was understood. */
export interface TranscriptionForm {
  file: File
  model: AudioModel
  format: string
  words: boolean
  /** `whisper-1` ignores `stream`. */
  stream: boolean
  options: EngineOptions & { temperature: number }
}

/** The request's fields, or the refusal. Unknown fields are ignored and empty ones count as missing, as at the service. */
export async function parseForm(
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string | null,
): Promise<TranscriptionForm | Response> {
  let fields: FormData
  try {
    fields = await new Response(bytes, {
      headers: { 'content-type': contentType ?? '' },
    }).formData()
  } catch {
    return openaiError(400, {
      message: 'Could not parse multipart form: send multipart/form-data with its boundary.',
    })
  }
  const file = fields.get('file')
  if (!(file instanceof File)) return missing('file')
  const text = (name: string): string | undefined => {
    const value = fields.get(name)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const modelName = text('model')
  if (modelName === undefined) return missing('model')
  const model = Object.hasOwn(AUDIO_MODELS, modelName) ? AUDIO_MODELS[modelName] : undefined
  if (model === undefined) return modelNotFound(modelName)

  const format = text('response_format') ?? 'json'
  const temperature = Number(text('temperature') ?? 0)
  const language = text('language')
  const granularities = fields.getAll('timestamp_granularities[]')
  const refused =
    refuseFormat(format, modelName, model) ??
    refuseTemperature(temperature) ??
    refuseLanguage(language) ??
    refuseGranularities(granularities, format) ??
    refuseDiarizing(fields, model) ??
    refuseExtension(file.name)
  if (refused) return refused
  const prompt = text('prompt')
  return {
    file,
    model,
    format,
    words: granularities.includes('word'),
    stream: model.streams && text('stream') === 'true',
    options: { temperature, ...(language && { language }), ...(prompt && { prompt }) },
  }
}

function missing(param: string): Response {
  return openaiError(400, {
    message: `Missing required parameter: '${param}'.`,
    param,
    code: 'missing_required_parameter',
  })
}

function invalid(param: string, message: string, code = 'invalid_value'): Response {
  return openaiError(400, { message, param, code })
}

function refuseFormat(format: string, modelName: string, model: AudioModel): Response | undefined {
  if (model.responseFormats.includes(format)) return undefined
  const param = 'response_format'
  if (!FORMATS.includes(format)) {
    return invalid(param, `Invalid value: '${format}'. Supported values are: ${list(FORMATS)}.`)
  }
  const name = model.internalName ?? modelName
  const instead = model.diarizes ? "'json', 'text' or 'diarized_json'" : "'json' or 'text'"
  return invalid(
    param,
    `response_format '${format}' is not compatible with model '${name}'. Use ${instead} instead.`,
    'unsupported_value',
  )
}

function refuseTemperature(temperature: number): Response | undefined {
  if (temperature >= 0 && temperature <= 1) return undefined
  return invalid('temperature', 'Invalid temperature: expected a number from 0 to 1.')
}

function refuseLanguage(language: string | undefined): Response | undefined {
  if (language === undefined || languageName(language) !== undefined) return undefined
  return invalid(
    'language',
    `Invalid language '${language}'. Language parameter must be specified in ISO-639-1 format.`,
    'invalid_language_format',
  )
}

function refuseGranularities(
  granularities: (File | string)[],
  format: string,
): Response | undefined {
  const param = 'timestamp_granularities'
  const wrong = granularities.find((value) => value !== 'word' && value !== 'segment')
  if (wrong !== undefined) {
    return invalid(param, "Invalid value. Supported values are: 'word', 'segment'.")
  }
  if (granularities.length === 0 || format === 'verbose_json') return undefined
  return invalid(
    param,
    `timestamp_granularities needs response_format 'verbose_json', not '${format}'.`,
  )
}

/** Refused at any length without a strategy, although the document asks for one above 30 s only. */
function refuseDiarizing(fields: FormData, model: AudioModel): Response | undefined {
  if (model.diarizes !== true) return undefined
  const given = ['chunking_strategy', 'chunking_strategy[type]'].map((name) => fields.get(name))
  if (given.every((value) => value === null || value === '' || value === 'null')) {
    return invalid(
      'chunking_strategy',
      'chunking_strategy is required for diarization models',
      'missing_required_parameter',
    )
  }
  const prompt = fields.get('prompt')
  if (prompt === null || prompt === '') return undefined
  return invalid('prompt', 'prompt is not supported for diarization models.', 'unsupported_value')
}

/** The extension is believed and nothing else: the live service refuses good audio named `audio.bin`. */
function refuseExtension(name: string): Response | undefined {
  const extension = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return EXTENSIONS.includes(extension) ? undefined : unsupportedExtension(extension)
}

const list = (values: string[]): string => values.map((value) => `'${value}'`).join(', ')
