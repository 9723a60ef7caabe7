import * as z from 'zod/mini'
import { parseOptions } from '../http/parse-options.ts'
import type { Transcript } from '../schemas/transcript.ts'
import { type AudioClientOptions, audioClientShape } from './client-options.ts'
import { createAudioService } from './service.ts'
import { createSpeech, type Speech } from './speech.ts'
import { createStream, type StreamParams, type TranscriptionStream } from './stream.ts'
import type { TranscribeParams } from './transcription-params.ts'
import {
  createTranscriptions,
  type TranscribeOptions,
  type Transcriptions,
} from './transcriptions.ts'
import { createTranslations, type Translations } from './translations.ts'

/** A client of a server with OpenAI's audio API. */
export interface AudioClient {
  transcriptions: Transcriptions & {
    /** The transcription while it is made. A service that takes no notice gives its whole answer as the one `done` event. */
    stream(params: StreamParams, options?: TranscribeOptions): TranscriptionStream
  }
  translations: Translations
  speech: Speech
  /** Speech as our `Transcript`, with word times where the model can: validated, repaired where needed, warnings inside. */
  transcribe(params: TranscribeParams, options?: TranscribeOptions): Promise<Transcript>
}

const optionsSchema = z.strictObject(audioClientShape)

/**
 * A client of any server with OpenAI's audio API. With a `preset` (`openai`, `groq`, `whisperCpp` ...) address, key variable, limits
 * and model are known; without one `baseURL` ends before `/audio/transcriptions`, `apiKey: null` is for a server that wants no key,
 * and nothing is read from the environment.
 */
export function createAudioClient(options: AudioClientOptions): AudioClient {
  const api = createAudioService(parseOptions(optionsSchema, options, 'createAudioClient'))
  const { transcriptions, transcribe } = createTranscriptions(api)
  return {
    transcriptions: { ...transcriptions, stream: createStream(api) },
    translations: createTranslations(api),
    speech: createSpeech(api),
    transcribe,
  }
}
