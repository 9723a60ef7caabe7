import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCuekitError } from '../errors/error.ts'
import { mutated } from './fixtures/mutated.ts'
import { expectWellFormed } from './fixtures/well-formed.ts'
import { parseVideoTask } from './video-task.ts'

const text = readFileSync(
  new URL('fixtures/302-task-transcribe-success.json', import.meta.url),
  'utf8',
)
interface Documented {
  status: string
  result: {
    subtitile: {
      segments: {
        start: number
        end: number
        text: string
        words: { word: string; start: number; end: number; score: number }[]
      }[]
      word_segments: unknown[]
    }
  }
}
const documented = JSON.parse(text) as Documented

const read = (body: unknown, hints = {}) =>
  parseVideoTask(
    { service: '302.AI', text: typeof body === 'string' ? body : JSON.stringify(body) },
    hints,
  )

function transcriptOf(body: unknown) {
  const answer = read(body)
  if (answer.status !== 'succeeded' || answer.result?.kind !== 'transcribe') {
    throw new Error('it is no transcript')
  }
  return answer.result.transcript
}

describe('parseVideoTask', () => {
  it('reads the documented answer word for word, with its exact times', () => {
    const { segments, warnings, text: whole } = transcriptOf(text)
    const sent = documented.result.subtitile.segments
    expect(warnings).toEqual([])
    expect(segments.map(({ words }) => words?.length)).toEqual([8, 18, 9])
    expect(segments.flatMap(({ words }) => words ?? [])).toHaveLength(35)
    expect(segments).toEqual(
      sent.map((segment) => ({
        start: segment.start,
        end: segment.end,
        text: segment.text.trim(),
        words: segment.words.map(({ word, start, end, score }) => ({
          text: word,
          start,
          end,
          confidence: score,
        })),
      })),
    )
    expect(whole).toBe(sent.map((segment) => segment.text.trim()).join(' '))
  })

  it('accepts the right spelling of the misspelt key', () => {
    const { subtitile } = documented.result
    expect(transcriptOf({ status: 'success', result: { subtitle: subtitile } })).toEqual(
      transcriptOf(text),
    )
  })

  it('takes the words from word_segments when the segments have none', () => {
    const { segments, word_segments } = documented.result.subtitile
    const bare = segments.map(({ words: _words, ...segment }) => segment)
    expect(
      transcriptOf({ status: 'success', result: { subtitle: { segments: bare, word_segments } } }),
    ).toEqual(transcriptOf(text))
  })

  it('takes a result without a status for success', () => {
    expect(transcriptOf({ result: documented.result }).segments).toHaveLength(3)
  })

  it.each([
    ['queue', 'queued'],
    ['pending', 'queued'],
    ['processing', 'processing'],
    ['something new', 'processing'],
    ['', 'processing'],
  ])('waits on status %j', (status, expected) => {
    for (const result of [undefined, null, {}]) {
      expect(read({ status, result })).toMatchObject({ status: expected, raw: status })
    }
  })

  it('passes on progress and tells when something changed', () => {
    const first = read({ status: 'processing', progress: 10 })
    const second = read({ status: 'processing', progress: 20 })
    expect(first).toMatchObject({ progress: 10 })
    expect(first).not.toEqual(second)
    expect(read({ status: 'processing', progress: 10 })).toEqual(first)
  })

  it('tells the kinds apart by their keys', () => {
    const cue = { index: 1, start_time: '00:00:01,500', end_time: '00:00:02.250', text: 'Hallo' }
    const camel = {
      index: 1,
      startTime: '00:00:01.500',
      endTime: '00:00:02,250',
      text: 'Hello\nyou',
    }
    const kinds = [
      { src_subtitle: [camel], trans_subtitle: [cue] },
      { video_url: 'https://f.test/v.mp4', audio_url: 'https://f.test/a.mp3' },
      { video_url: 'https://f.test/v.mp4' },
      { vocal_audio_url: 'https://f.test/v.wav', background_audio_url: 'https://f.test/b.wav' },
      { vocals_url: 'https://f.test/v.wav' },
    ].map((result) => {
      const answer = read({ status: 'success', result })
      return answer.status === 'succeeded' ? answer.result : undefined
    })
    expect(kinds).toEqual([
      {
        kind: 'translate',
        source: [{ start: 1.5, end: 2.25, lines: ['Hello', 'you'] }],
        translation: [{ start: 1.5, end: 2.25, lines: ['Hallo'] }],
        warnings: [],
      },
      { kind: 'download', videoUrl: 'https://f.test/v.mp4', audioUrl: 'https://f.test/a.mp3' },
      { kind: 'burn', videoUrl: 'https://f.test/v.mp4' },
      {
        kind: 'separate',
        vocalsUrl: 'https://f.test/v.wav',
        backgroundUrl: 'https://f.test/b.wav',
      },
      { kind: 'separate', vocalsUrl: 'https://f.test/v.wav' },
    ])
  })

  it('says success without a result when there is none yet', () => {
    expect(read({ status: 'success', result: {} })).toEqual({ status: 'succeeded', raw: 'success' })
  })

  it.each([
    [
      { status: 'fail', result: { error: { err_code: -1024, message: 'timed out' } } },
      'timed out',
      '-1024',
    ],
    [{ status: 'fail', result: { error: 'no speech in it' } }, 'no speech in it', undefined],
    [{ status: 'fail', error: { message: 'beside' } }, 'beside', undefined],
    [{ status: 'fail', result: 'as text' }, 'as text', undefined],
    [{ status: 'fail', result: null }, '302.AI could not do the task.', undefined],
  ])('reads why a task failed from %j', (body, said, upstreamCode) => {
    const answer = read(body)
    if (answer.status !== 'failed') throw new Error('it did not fail')
    expect(answer.error.message).toContain(said)
    expect([answer.error.code, answer.error.upstreamCode]).toEqual(['task_failed', upstreamCode])
  })

  it.each([
    ['<html></html>', 'invalid_response'],
    ['{"status":', 'invalid_response'],
    [{ error: { err_code: -10010, message: 'no such task' } }, 'upstream_not_found'],
    [{}, 'invalid_response'],
  ])('does not take %j for a task', (body, code) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ code }))
  })

  it('repairs what WhisperX leaves out', () => {
    const transcript = transcriptOf({
      status: 'success',
      result: {
        subtitile: {
          segments: [
            {
              start: 1,
              end: 3,
              text: ' It cost $5.',
              words: [
                { word: 'It', start: 1, end: 1.2, score: 0.9 },
                { word: 'cost', start: 1.3, end: 1.6, score: null },
                { word: '$5.' },
              ],
            },
            {
              start: 4,
              end: 5,
              text: '你好',
              words: [
                { word: '你', start: 4, end: 4.5, score: 0.5 },
                { word: '好', start: 4.5, end: 5, score: 0.5 },
              ],
            },
            { start: 6, end: 7, text: 'No words.', words: [] },
          ],
          word_segments: [],
        },
      },
    })
    expect(transcript.segments[0]?.words?.at(-1)).toEqual({
      text: '$5.',
      start: 1.6,
      end: 3,
      estimated: true,
    })
    expect(transcript.segments[1]?.words?.map((word) => word.text)).toEqual(['你', '好'])
    expect(transcript.segments[2]).toEqual({ start: 6, end: 7, text: 'No words.' })
    expect(transcript.warnings.map(({ code, at }) => [code, at])).toEqual([
      ['word_times_estimated', { segment: 0, word: 2 }],
    ])
  })

  it('maps whatever becomes of an answer to a valid one or to an error of ours', () => {
    fc.assert(
      fc.property(mutated(documented), (body) => {
        try {
          const answer = read(JSON.stringify(body) ?? '')
          if (answer.status === 'succeeded' && answer.result?.kind === 'transcribe') {
            expectWellFormed(answer.result.transcript)
          }
        } catch (error) {
          expect(isCuekitError(error)).toBe(true)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
