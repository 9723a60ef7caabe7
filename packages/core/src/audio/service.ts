import { createTransport, fetchTransport } from '#transport'
import { prepareClient, type ServiceFacts } from '../http/prepare-client.ts'
import type { Call, CallResult } from '../http/request.ts'
import type { Transport } from '../http/transport.ts'
import type { AudioClientOptions } from './client-options.ts'
import { keyHeader } from './key-header.ts'
import { type OpenedCall, openCall } from './open-call.ts'
import type { AudioPreset } from './preset.ts'

export interface AudioService {
  /** Name for messages. */
  service: string
  call(call: Call): Promise<CallResult>
  /** The same call, its answer read while it comes. Each has retries of its own. */
  open(call: Call): Promise<OpenedCall>
  maxBodyBytes: number | undefined
  paths: { transcriptions: string; translations: string }
  translateField: string | undefined
  /** Taken where a call names none. */
  model: string | undefined
  granularities: AudioPreset['granularities']
  /** It has word times at all. */
  words: boolean
}

/** What all parts of an audio client call: the options given, else what the preset knows. Throws as `prepareClient` does. */
export function createAudioService(options: AudioClientOptions): AudioService {
  const { name, maxBodyBytes, preset, ...client } = options
  const { baseURL, env, auth = 'bearer', paths = {} } = preset ?? {}
  const apiKey = client.apiKey === undefined && auth === 'none' ? null : client.apiKey
  const plain =
    client.transport ?? (client.fetch ? fetchTransport(client.fetch) : createTransport())
  // A key of null leaves the headers to the caller, who may send a token of another kind.
  const transport = auth === 'api-key' && apiKey !== null ? keyHeader(plain, 'api-key') : plain
  const facts: ServiceFacts = {
    service: name ?? preset?.name ?? 'The service',
    ...(baseURL === undefined ? {} : { baseURL }),
    ...(env === undefined ? {} : { env }),
  }
  const callOver = (over: Transport) =>
    prepareClient({ ...client, apiKey, transport: over }, facts).call
  return {
    service: facts.service,
    call: callOver(transport),
    open: (call) => openCall(transport, callOver, call),
    maxBodyBytes: maxBodyBytes ?? preset?.maxBodyBytes,
    paths: {
      transcriptions: paths.transcriptions ?? '/audio/transcriptions',
      translations: paths.translations ?? '/audio/translations',
    },
    translateField: preset?.translateField,
    model: preset?.model,
    granularities: preset?.granularities ?? ['word', 'segment'],
    words: preset?.words !== 'none',
  }
}
