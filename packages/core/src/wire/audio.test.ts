import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCuekitError } from '../errors/error.ts'
import { toAudioTranscript } from './audio.ts'
import { mutated } from './fixtures/mutated.ts'
import { expectWellFormed } from './fixtures/well-formed.ts'
import type { TranscriptHints } from './transcript.ts'

const read = (body: unknown, hints: TranscriptHints = {}) =>
  toAudioTranscript(
    { service: 'The service', text: typeof body === 'string' ? body : JSON.stringify(body) },
    hints,
  )
const codes = (body: unknown, hints?: TranscriptHints) =>
  read(body, hints).warnings.map(({ code }) => code)
const failure = (body: unknown) => {
  try {
    read(body)
  } catch (error) {
    if (isCuekitError(error)) return error
  }
  throw new Error('it did not fail as it should')
}

const verbose = {
  task: 'transcribe',
  language: 'english',
  duration: 5.5,
  text: 'Hello there. Good bye.',
  segments: [
    { id: 0, seek: 0, start: 0, end: 2, text: ' Hello there.', tokens: [1], avg_logprob: -0.2 },
    { id: 1, seek: 0, start: 2.5, end: 5, text: ' Good bye.', tokens: [2], avg_logprob: null },
  ],
  words: [
    { word: 'Hello', start: 0, end: 0.9 },
    { word: 'there', start: 1, end: 2 },
    { word: 'Good', start: 2.5, end: 3.3 },
    { word: 'bye', start: 3.4, end: 5 },
  ],
}

describe('toAudioTranscript', () => {
  it('reads verbose_json with words at the top level, nothing repaired', () => {
    expect(read(verbose)).toEqual({
      language: 'en',
      duration: 5.5,
      text: 'Hello there. Good bye.',
      segments: [
        {
          start: 0,
          end: 2,
          text: 'Hello there.',
          words: [
            { text: 'Hello', start: 0, end: 0.9 },
            { text: 'there.', start: 1, end: 2 },
          ],
        },
        {
          start: 2.5,
          end: 5,
          text: 'Good bye.',
          words: [
            { text: 'Good', start: 2.5, end: 3.3 },
            { text: 'bye.', start: 3.4, end: 5 },
          ],
        },
      ],
      warnings: [],
    })
  })

  it("reads Let'sAPI's documented answer word for word, as one segment over the known duration", () => {
    const documented = readFileSync(
      new URL('fixtures/letsapi-transcription.json', import.meta.url),
      'utf8',
    )
    const text: unknown = JSON.parse(documented).text
    const transcript = read(documented, { duration: 12.25, language: 'en', expectWords: true })
    expect(transcript.text).toBe(text)
    expect(transcript.segments).toEqual([{ start: 0, end: 12.25, text }])
    expect(transcript.language).toBe('en')
    expect(transcript.warnings.map(({ code }) => code)).toEqual([
      'segments_missing',
      'segment_times_estimated',
      'words_missing',
    ])
  })

  it('reads words inside segments under the key "text" (LocalAI)', () => {
    const body = {
      segments: [
        {
          start: 0,
          end: 1,
          text: 'hi you',
          words: [
            { text: 'hi', start: 0, end: 0.4 },
            { text: 'you', start: 0.5, end: 1 },
          ],
        },
      ],
      words: [{ text: 'hi', start: 0, end: 0.4 }],
      text: 'hi you',
    }
    expect(read(body).segments[0]?.words?.map(({ text }) => text)).toEqual(['hi', 'you'])
  })

  it('joins the tokens of whisper.cpp to words and keeps the doubtful confidence', () => {
    const tokens = [
      { word: ' And', start: 0, end: 0.3, probability: 0.9 },
      { word: ' el', start: 0.4, end: 0.5, probability: 0.8 },
      { word: 'ders', start: 0.5, end: 0.8, probability: 0.4 },
      { word: ',', start: 0.8, end: 0.8, probability: 0.9 },
    ]
    const transcript = read({
      text: ' And elders,',
      segments: [{ start: 0, end: 1, text: ' And elders,', words: tokens }],
    })
    expect(transcript.segments[0]?.words).toEqual([
      { text: 'And', start: 0, end: 0.3, confidence: 0.9 },
      { text: 'elders,', start: 0.4, end: 0.8, confidence: 0.4 },
    ])
    expect(transcript.warnings.map(({ code }) => code)).toEqual(['word_parts_joined'])
  })

  it.each([
    ['a duration sent as text (vLLM)', { ...verbose, duration: '5.50' }],
    ['lists that are null (speaches)', { ...verbose, usage: null, logprobs: null }],
    ['a language code', { ...verbose, language: 'en' }],
    ['an upper-case language with a region', { ...verbose, language: 'EN-us' }],
    [
      'a language under another key',
      { ...verbose, language: undefined, detected_language: 'english' },
    ],
  ])('reads %s like the plain answer', (_name, body) => {
    expect(read(body)).toEqual(read(verbose))
  })

  it('reads bare NaN, which Python prints and JSON does not know', () => {
    const text = JSON.stringify(verbose).replace('"avg_logprob":-0.2', '"avg_logprob":NaN')
    expect(text).toContain('NaN')
    expect(read(text)).toEqual(read(verbose))
  })

  it.each([
    [{ text: 'Hello.', segments: null, words: null, duration: 2 }],
    [{ text: 'Hello.', segments: [], words: [], duration: 2 }],
    [{ text: 'Hello.', duration: 2 }],
  ])('makes one segment over the duration of %j', (body) => {
    const { segments, warnings } = read(body)
    expect(segments).toEqual([{ start: 0, end: 2, text: 'Hello.' }])
    expect(warnings.map(({ code }) => code)).toEqual([
      'segments_missing',
      'segment_times_estimated',
    ])
  })

  it('bounds a missing segment by its words', () => {
    const { segments } = read({ ...verbose, segments: [] })
    expect(segments.map(({ start, end }) => [start, end])).toEqual([[0, 5]])
    expect(segments[0]?.words).toHaveLength(4)
  })

  it('takes silence for an answer', () => {
    expect(read({ text: '', languages: [] })).toEqual({
      text: '',
      segments: [],
      warnings: [{ code: 'no_speech', message: 'The service found no speech.' }],
    })
  })

  it('says when words were asked for and none came', () => {
    expect(codes({ ...verbose, words: [] }, { expectWords: true })).toEqual(['words_missing'])
    expect(codes({ ...verbose, words: [] })).toEqual([])
  })

  it('keeps speakers', () => {
    const segments = [
      { id: 'seg_1', type: 'transcript.text.segment', start: 0, end: 1, text: 'Hi', speaker: 'A' },
    ]
    expect(read({ text: 'A: Hi', segments }).segments[0]?.speaker).toBe('A')
  })

  it('keeps segments that overlap (two speakers) or reach beyond the media as they are', () => {
    const segments = [
      { start: 0, end: 3, text: 'One and two.', speaker: 'A' },
      { start: 2, end: 9, text: 'Three.', speaker: 'B' },
    ]
    const transcript = read({ text: 'One and two. Three.', duration: 4, segments })
    expect(transcript.segments).toEqual(segments)
    expect(transcript.warnings).toEqual([])
  })

  it('gives one time to a segment without length, and a place to one without times', () => {
    const segments = [
      { start: 1, end: 1, text: 'Now.' },
      { start: null, end: 'NaN', text: 'Lost.' },
      { start: 3, end: 4, text: 'Then.' },
    ]
    const transcript = read({ text: 'Now. Lost. Then.', segments })
    expect(transcript.segments.map(({ start, end }) => [start, end])).toEqual([
      [1, 1],
      [1, 3],
      [3, 4],
    ])
    expect(transcript.warnings).toMatchObject([
      { code: 'segment_times_estimated', at: { segment: 1 } },
    ])
  })

  it('drops empty segments with a warning and sorts those out of order', () => {
    const segments = [
      { start: 3, end: 4, text: 'Later.' },
      { start: 1, end: 2, text: 'Sooner.' },
      { start: 2, end: 3, text: ' ', tokens: [], words: [] },
    ]
    const transcript = read({ text: 'Sooner. Later.', segments })
    expect(transcript.segments.map(({ text }) => text)).toEqual(['Sooner.', 'Later.'])
    expect(transcript.warnings.map(({ code }) => code)).toEqual([
      'segment_dropped',
      'segments_reordered',
    ])
  })

  it.each([
    ['a web page', '<html>gateway</html>', 'invalid_response'],
    ['nothing', '', 'invalid_response'],
    ['cut JSON', '{"text":"Hel', 'invalid_response'],
    ['another object', '{"foo":1}', 'invalid_response'],
    ['a list', '[]', 'invalid_response'],
    ['null', 'null', 'invalid_response'],
    [
      'an error of 302.AI',
      { error: { err_code: -10004, message: 'no balance' } },
      'insufficient_balance',
    ],
    ['an error of whisper.cpp', { error: 'failed to read audio' }, 'upstream_rejected'],
  ])('does not take %s with status 200 for a transcript', (_name, body, code) => {
    expect(failure(body).code).toBe(code)
  })

  it('maps whatever becomes of an answer to a valid transcript or to an error of ours', () => {
    fc.assert(
      fc.property(mutated(verbose), (body) => {
        const text = JSON.stringify(body) ?? ''
        try {
          expectWellFormed(read(text, { duration: 5 }))
        } catch (error) {
          expect(isCuekitError(error)).toBe(true)
        }
      }),
      { numRuns: 1500 },
    )
  })
})
