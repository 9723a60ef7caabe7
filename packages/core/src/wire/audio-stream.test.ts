import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCuekitError } from '../errors/error.ts'
import { readStreamEvent, readWholeAnswer, type StreamFrame } from './audio-stream.ts'
import { toStreamedTranscript } from './audio-streamed.ts'
import { mutated } from './fixtures/mutated.ts'
import { expectWellFormed } from './fixtures/well-formed.ts'

const answer = { service: 'The service' }
const read = (body: unknown): StreamFrame[] =>
  readStreamEvent({ event: 'message', data: JSON.stringify(body ?? null) }, answer)

describe('readStreamEvent', () => {
  it('reads what is missing as missing and passes over what it does not know', () => {
    expect(read({ type: 'transcript.text.delta', logprobs: null })).toEqual([
      { type: 'delta', text: '' },
    ])
    expect(read({ type: 'transcript.text.segment', start: '1.5', speaker: null })).toEqual([
      { type: 'segment', segment: { start: 1.5 } },
    ])
    expect(read({ type: 'transcript.text.done', usage: null, words: null })).toEqual([
      { type: 'done' },
    ])
    expect([read({ type: 'ping' }), read({ choices: 'none' })]).toEqual([[], []])
  })

  it('maps whatever becomes of an event to a well-formed transcript or to an error of ours', () => {
    const done = {
      type: 'transcript.text.done',
      text: 'Hi you',
      language: 'english',
      duration: 2,
      segments: [{ start: 0, end: 1, text: 'Hi you', words: [{ text: 'Hi', start: 0, end: 1 }] }],
      words: [{ word: 'Hi', start: 0, end: 1 }],
      logprobs: [{ token: 'Hi', logprob: -0.1 }],
    }
    const segment = {
      type: 'transcript.text.segment',
      id: 's',
      start: 0,
      end: 1,
      text: 'Hi',
      speaker: 'A',
    }
    fc.assert(
      fc.property(mutated(done), mutated(segment), fc.boolean(), (end, part, diarized) => {
        try {
          const segments = read(part).flatMap((frame) =>
            frame.type === 'segment' ? [frame.segment] : [],
          )
          for (const frame of [
            ...read(end),
            readWholeAnswer({ ...answer, text: JSON.stringify(end ?? null) }),
          ]) {
            if (frame.type !== 'done') continue
            const { type: _type, ...rest } = frame
            expectWellFormed(
              toStreamedTranscript({ end: rest, text: 'Hi', segments }, { diarized }),
            )
          }
        } catch (error) {
          if (!isCuekitError(error)) throw error
        }
      }),
    )
  })
})
