export interface AudioModel {
  responseFormats: readonly string[]
  usdPerMinute: number
  /** Whether the answer's `usage` counts seconds. The others count tokens, which only the real tokenizer knows. */
  usage: 'duration' | 'tokens'
  /** The internal name that the live service prints in its errors. */
  internalName?: string
  streams: boolean
}

const textOnly = ['json', 'text']

/**
 * The models of OpenAI's transcription endpoint and the prices seen on 2026-09-24. `gpt-4o-transcribe-diarize` is not
 * here: no engine of ours tells speakers apart, so it is answered like a model the account has no access to.
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
}
