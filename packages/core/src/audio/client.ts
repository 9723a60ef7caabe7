import * as z from 'zod/mini'
import { type ClientOptions, clientOptionsShape } from '../http/client-options.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Transcript } from '../schemas/transcript.ts'
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

export interface AudioClientOptions extends ClientOptions {
  /** Name of the service for messages. Default "The service". */
  name?: string | undefined
  /** Largest whole request in bytes, checked before the first is sent. OpenAI's is 26,214,400, headers of the parts included. */
  maxBodyBytes?: number | undefined
}

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

/** For `z.strictObject`: the keys of `AudioClientOptions`. */
export const audioClientShape = {
  ...clientOptionsShape,
  name: z.optional(z.string()),
  maxBodyBytes: z.optional(z.int().check(z.gte(1))),
}

const optionsSchema = z.strictObject(audioClientShape)

/**
 * A client of any server with OpenAI's audio API: Let'sAPI, OpenAI, Groq, speaches, LocalAI and others. `baseURL` ends before
 * `/audio/transcriptions`; `apiKey: null` is for a server that wants no key. Nothing is read from the environment.
 */
export function createAudioClient(options: AudioClientOptions): AudioClient {
  const { name, maxBodyBytes, ...rest } = parseOptions(optionsSchema, options, 'createAudioClient')
  const service = name ?? 'The service'
  const api = createAudioService({ ...rest, maxBodyBytes }, { service })
  const { transcriptions, transcribe } = createTranscriptions(api)
  return {
    transcriptions: { ...transcriptions, stream: createStream(api) },
    translations: createTranslations(api),
    speech: createSpeech(api),
    transcribe,
  }
}
