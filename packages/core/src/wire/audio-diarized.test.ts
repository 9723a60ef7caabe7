import { describe, expect, it } from 'vitest'
import { toDiarizedTranscript } from './audio-diarized.ts'

const read = (segments: unknown, more = {}) =>
  toDiarizedTranscript({
    service: 'The service',
    text: JSON.stringify({
      task: 'transcribe',
      duration: 4,
      text: 'A: Hi.\nB: You.',
      segments,
      ...more,
    }),
  })
const hi = {
  type: 'transcript.text.segment',
  id: 'seg_001',
  start: 0,
  end: 1,
  text: 'Hi.',
  speaker: 'A',
}
const you = { ...hi, id: 'seg_002', start: 1, end: 2.5, text: 'You.', speaker: 'Ada' }

describe('toDiarizedTranscript', () => {
  it('gives speakers, and a text without their names', () => {
    expect(read([hi, you])).toEqual({
      duration: 4,
      text: 'Hi. You.',
      segments: [
        { start: 0, end: 1, text: 'Hi.', speaker: 'A' },
        { start: 1, end: 2.5, text: 'You.', speaker: 'Ada' },
      ],
      warnings: [],
    })
  })

  it('says how many segments have no speaker, and where the first one is', () => {
    const { segments, warnings } = read([hi, { ...you, speaker: null }, { ...you, speaker: ' ' }])
    expect(segments.map(({ speaker }) => speaker)).toEqual(['A', undefined, undefined])
    expect(warnings).toEqual([
      {
        code: 'speakers_missing',
        message: '2 of 3 segments came without a speaker.',
        at: { segment: 1 },
      },
    ])
  })

  it('says when no speaker was named at all, as by a gateway that knows json only', () => {
    expect(read(undefined, { text: 'Hi.' }).warnings.map(({ code }) => code)).toEqual([
      'segments_missing',
      'segment_times_estimated',
      'speakers_missing',
    ])
  })

  it('takes silence for an answer', () => {
    expect(read([], { text: '' }).warnings.map(({ code }) => code)).toEqual(['no_speech'])
  })
})
