import { CuekitError } from '../errors/error.ts'
import type { AudioAnswer } from './audio.ts'
import { parseStreamEvent } from './audio-stream.ts'
import { createEventReader, type ServerEvent } from './event-stream.ts'
import { toText } from './values.ts'

type Answer = Omit<AudioAnswer, 'text'>

function fromBase64(text: string, { service }: Answer): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch (cause) {
    throw new CuekitError('invalid_response', `${service} sent audio that is no base64.`, {
      cause,
      sent: 'all',
    })
  }
}

/**
 * The audio in server-sent events, `speech.audio.delta` by `speech.audio.delta`. Throws what an event with an error says,
 * `invalid_response` for what cannot be read and `connection_failed` where the last event is missing.
 */
export async function* readSpeechEvents(
  body: AsyncIterable<Uint8Array>,
  answer: Answer,
): AsyncGenerator<Uint8Array, void> {
  const decoder = new TextDecoder()
  const reader = createEventReader()
  let ended = false
  function* take(events: readonly ServerEvent[]): Generator<Uint8Array> {
    for (const event of events) {
      const said = parseStreamEvent(event, answer)
      if (!said || said['type'] === 'speech.audio.done') ended = true
      else if (said['type'] === 'speech.audio.delta') {
        yield fromBase64(toText(said['audio']) ?? '', answer)
      }
    }
  }
  for await (const chunk of body) {
    yield* take(reader.push(decoder.decode(chunk, { stream: true })))
    if (ended) return
  }
  yield* take([...reader.push(decoder.decode()), ...reader.end()])
  if (ended) return
  throw new CuekitError('connection_failed', `${answer.service} ended its audio in the middle.`, {
    sent: 'all',
    retryable: false,
  })
}
