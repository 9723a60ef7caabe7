export interface AudioModel {
  responseFormats: readonly string[]
  usdPerMinute: number
  /** Whether the answer's `usage` counts seconds. The others count tokens, which only the real tokenizer knows. */
  usage: 'duration' | 'tokens'
  /** The internal name that the live service prints in its errors. */
  internalName?: string
  streams: boolean
  /** Tells speakers apart, and needs a `chunking_strategy`. */
  diarizes?: true
}

const textOnly = ['json', 'text']

/**
 * The models of OpenAI's transcription endpoint and the prices seen on 2026-09-24. The diarizing one is billed by the token,
 * which only the real tokenizer counts; by the minute it is taken to cost what `gpt-4o-transcribe` does.
 */
export const AUDIO_MODELS: Readonly<Record<string, AudioModel>> = {
  'whisper-1': {
    responseFormats: ['json', 'text', 'srt', 'verbose_json', 'vtt'],
    usdPerMinute: 0.006,
    usage: 'duration',
    streams: false,
  },
  'gpt-transcribe': {
    responseFormats: textOnly,
    usdPerMinute: 0.0045,
    usage: 'duration',
    streams: true,
  },
  'gpt-4o-transcribe': {
    responseFormats: textOnly,
    usdPerMinute: 0.006,
    usage: 'tokens',
    internalName: 'gpt-4o-transcribe-api-ev3',
    streams: true,
  },
  'gpt-4o-mini-transcribe': {
    responseFormats: textOnly,
    usdPerMinute: 0.003,
    usage: 'tokens',
    internalName: 'gpt-4o-mini-transcribe-api-ev3',
    streams: true,
  },
  'gpt-4o-mini-transcribe-2025-12-15': {
    responseFormats: textOnly,
    usdPerMinute: 0.003,
    usage: 'tokens',
    streams: true,
  },
  'gpt-4o-transcribe-diarize': {
    responseFormats: ['json', 'text', 'diarized_json'],
    usdPerMinute: 0.006,
    usage: 'tokens',
    internalName: 'gpt-4o-transcribe-diarize-api-ev3',
    streams: true,
    diarizes: true,
  },
}
