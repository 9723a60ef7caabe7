import { createTransport, fetchTransport } from '#transport'
import type { ClientOptions } from '../http/client-options.ts'
import { prepareClient, type ServiceFacts } from '../http/prepare-client.ts'
import type { Call, CallResult } from '../http/request.ts'
import { type OpenedCall, openCall } from './open-call.ts'

export interface AudioService {
  /** Name for messages. */
  service: string
  call(call: Call): Promise<CallResult>
  /** The same call, its answer read while it comes. Each has retries of its own. */
  open(call: Call): Promise<OpenedCall>
  maxBodyBytes?: number | undefined
}

/** What all parts of an audio client call. Throws as `prepareClient` does. */
export function createAudioService(
  options: ClientOptions & { maxBodyBytes?: number | undefined },
  facts: ServiceFacts,
): AudioService {
  const { maxBodyBytes, ...rest } = options
  const transport = rest.transport ?? (rest.fetch ? fetchTransport(rest.fetch) : createTransport())
  const callOver = (over: typeof transport) =>
    prepareClient({ ...rest, transport: over }, facts).call
  return {
    service: facts.service,
    call: callOver(transport),
    open: (call) => openCall(transport, callOver, call),
    maxBodyBytes,
  }
}
