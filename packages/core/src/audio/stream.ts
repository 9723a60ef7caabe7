import * as z from 'zod/mini'
import { CuekitError, isCuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { describeFailure } from '../http/describe-failure.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { Transcript } from '../schemas/transcript.ts'
import type { DiarizedSegment } from '../wire/audio-diarized.ts'
import {
  readStreamEvent,
  readWholeAnswer,
  type StreamEnd,
  type StreamFrame,
} from '../wire/audio-stream.ts'
import { toStreamedTranscript } from '../wire/audio-streamed.ts'
import { createEventReader } from '../wire/event-stream.ts'
import { explainRefusal } from './explain-refusal.ts'
import { toFilePart } from './input.ts'
import type { OpenedCall } from './open-call.ts'
import { createReplayed } from './replayed.ts'
import type { AudioService } from './service.ts'
import { toCall } from './transcription-call.ts'
import {
  checkGranularities,
  type Params,
  paramsSchema,
  requireModel,
  transcribeOptionsSchema,
  type TranscriptionParams,
} from './transcription-params.ts'
import type { TranscribeOptions } from './transcriptions.ts'

/** As for `create`, in the formats that hold more than text. */
export type StreamParams = TranscriptionParams<'json' | 'verbose_json' | 'diarized_json'>

export type TranscriptionEvent =
  | Exclude<StreamFrame, { type: 'done' }>
  /** The last one, with the text of the whole. */
  | ({ type: 'done'; text: string } & Omit<StreamEnd, 'text'>)

/** Reading may start at any time and any number of times; leaving early ends the request, unless `final` was asked for. */
export interface TranscriptionStream extends AsyncIterable<TranscriptionEvent> {
  /** All that came as a `Transcript`, with speakers where they were asked for. */
  final(): Promise<Transcript>
}

const streamSchema = z.extend(paramsSchema, {
  responseFormat: z.optional(z.enum(['json', 'verbose_json', 'diarized_json'])),
})

// A service closes its answer right after the last event; one that does not is left.
const LINGER_MS = 1000

async function linger({ body, close }: OpenedCall): Promise<void> {
  const timer = setTimeout(close, LINGER_MS)
  try {
    for await (const _chunk of body) {
      // What comes after the end says nothing.
    }
  } catch {
    // Nor does a failure: the whole answer is here.
  }
  clearTimeout(timer)
}

/** The frames of an answer, or a whole JSON answer as one, for services that take no notice of `stream`. */
async function* readFrames(service: string, opened: OpenedCall): AsyncGenerator<StreamFrame> {
  const answer = { service, requestId: opened.requestId, secrets: opened.secrets }
  const decoder = new TextDecoder()
  const reader = createEventReader()
  let kind: 'unknown' | 'events' | 'whole' = 'unknown'
  let text = ''
  for (;;) {
    const { done, value } = await opened.body.next()
    const piece = done ? decoder.decode() : decoder.decode(value, { stream: true })
    text += kind === 'events' ? '' : piece
    if (kind === 'unknown') {
      const [start] = /\S/.exec(text) ?? []
      // Content types are not believed: gateways pass on whatever they were told.
      if (start !== undefined) kind = /[{["<]/.test(start) ? 'whole' : 'events'
      if (kind === 'events') yield* readEvents(text)
    } else if (kind === 'events') yield* readEvents(piece)
    if (!done) continue
    if (kind === 'events') {
      for (const event of reader.end()) yield* readStreamEvent(event, answer)
    } else yield readWholeAnswer({ ...answer, text })
    return
  }
  function* readEvents(events: string): Generator<StreamFrame> {
    for (const event of reader.push(events)) yield* readStreamEvent(event, answer)
  }
}

const cutOff = (service: string): CuekitError =>
  new CuekitError('connection_failed', `${service} ended its answer in the middle.`)

/** What came as an error inside an answer with status 200 may have been charged like any other. */
const describe = (error: unknown): unknown =>
  isCuekitError(error) && error.sent === undefined
    ? describeFailure(error, { kind: 'billed', sent: 'all' })
    : error

/** `transcriptions.stream` over one service. */
export function createStream(api: AudioService) {
  const { service, open } = api

  async function* run(
    params: Params,
    { duration, ...request }: TranscribeOptions,
    gaveUp: AbortSignal,
  ): AsyncGenerator<TranscriptionEvent, Transcript> {
    throwIfAborted(request.signal)
    const model = requireModel(params.model ?? api.model, 'transcriptions.stream')
    const file = await toFilePart(params.file)
    const call = await toCall({ params, model, file, request, service: api, stream: true })
    const format = params.responseFormat ?? 'json'
    const opened = await open(call).catch((error: unknown) => {
      throw explainRefusal(error, { format, model })
    })
    gaveUp.addEventListener('abort', opened.close)
    let text = ''
    const segments: DiarizedSegment[] = []
    const frames = readFrames(service, opened)
    try {
      for (;;) {
        const { done, value: frame } = await frames.next()
        if (done) throw cutOff(service)
        if (frame.type === 'done') {
          const { type: _type, ...end } = frame
          yield { ...frame, text: frame.text ?? text }
          void linger(opened)
          const hints = {
            language: params.language,
            duration,
            diarized: format === 'diarized_json',
          }
          return toStreamedTranscript({ end, text, segments }, hints)
        }
        if (frame.type === 'delta') text += frame.text
        else segments.push(frame.segment)
        yield frame
      }
    } catch (error) {
      opened.close()
      throw describe(error)
    } finally {
      gaveUp.removeEventListener('abort', opened.close)
    }
  }

  /** The transcription as it is made. Throws `invalid_option` at once, everything else where it is read. */
  return (given: StreamParams, options: TranscribeOptions = {}): TranscriptionStream => {
    const params = parseOptions(streamSchema, given, 'transcriptions.stream')
    const request = parseOptions(transcribeOptionsSchema, options, 'transcriptions.stream')
    checkGranularities(params, 'transcriptions.stream')
    return createReplayed((gaveUp) => run(params, request, gaveUp))
  }
}
