import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readStems } from './video-stems.ts'
import { readTranslation } from './video-translation.ts'

const cue = (start: unknown, end: unknown, text: unknown) => ({
  index: 1,
  start_time: start,
  end_time: end,
  text,
})

describe('readTranslation', () => {
  it.each([
    [cue('00:00:01,500', '01:00:02,250', 'a')],
    [cue('00:00:01.500', '01:00:02.250', 'a')],
    [cue('1.5', 3602.25, 'a')],
    [{ startTime: '00:00:01,500', endTime: '1:00:02.25', text: 'a' }],
    [{ start: 1.5, end: 3602.25, text: 'a' }],
  ])('reads the times of %j', (item) => {
    const pair = [{ start: 1.5, end: 3602.25, lines: ['a'] }]
    expect(readTranslation([item], [item])).toEqual({
      source: pair,
      translation: pair,
      warnings: [],
    })
  })

  it('keeps the pairs together where cues were not translated, and says so', () => {
    const said = ['one', 'two', 'three', 'four'].map((text, at) => cue(at, at + 1, text))
    const { source, translation, warnings } = readTranslation(said, [
      cue(0, 1, 'eins'),
      null,
      cue(2, 3, 'drei'),
    ])
    expect(source.map(({ lines }) => lines)).toEqual([['one'], ['two'], ['three'], ['four']])
    expect(translation).toEqual([
      { start: 0, end: 1, lines: ['eins'] },
      { start: 1, end: 2, lines: [] },
      { start: 2, end: 3, lines: ['drei'] },
      { start: 3, end: 4, lines: [] },
    ])
    expect(warnings).toEqual([
      {
        code: 'translation_missing',
        message: '2 cues came back without a translation.',
        at: { seconds: 1 },
      },
    ])
  })

  it('takes missing times from the other language, and says so', () => {
    const { translation, warnings } = readTranslation(
      [cue('00:00:01,000', '00:00:02,000', 'one'), cue('00:00:02,000', '00:00:03,000', 'two')],
      [{ text: 'eins' }, cue('soon', '00:00:03,000', 'zwei')],
    )
    expect(translation.map(({ start, end }) => [start, end])).toEqual([
      [1, 2],
      [2, 3],
    ])
    expect(warnings).toMatchObject([{ code: 'cue_times_estimated', at: { seconds: 1 } }])
  })

  it('keeps a translation whose original did not come back', () => {
    const { source, translation, warnings } = readTranslation(null, [cue(0, 1, 'eins')])
    expect([source, translation]).toEqual([
      [{ start: 0, end: 1, lines: [] }],
      [{ start: 0, end: 1, lines: ['eins'] }],
    ])
    expect(warnings).toMatchObject([{ code: 'source_missing' }])
  })

  it('gives pairs with times in order whatever comes', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.record({ start_time: fc.jsonValue(), end_time: fc.jsonValue(), text: fc.jsonValue() }),
      fc.record({ start_time: fc.nat(), end_time: fc.nat(), text: fc.string() }),
    )
    fc.assert(
      fc.property(fc.array(anything), fc.array(anything), (src, trans) => {
        const { source, translation } = readTranslation(src, trans)
        expect(translation).toHaveLength(source.length)
        for (const { start, end } of [...source, ...translation]) {
          expect(Number.isFinite(end) && start >= 0 && end >= start).toBe(true)
        }
      }),
    )
  })
})

describe('readStems', () => {
  const v = 'https://f.test/v.wav'
  const b = 'https://f.test/b.wav'

  it.each([
    [{ vocal_audio_url: v, background_audio_url: b }],
    [{ background_audio_url: b, vocal_audio_url: v }],
    [{ vocals_url: v, no_vocals_url: b }],
    [{ no_vocals: b, vocals: v }],
    [{ voice_url: v, accompaniment_url: b }],
    [{ vocalsUrl: v, instrumentalUrl: b }],
    [{ vocals: { url: v }, background: { url: b } }],
    [{ audio: { vocal: v, no_vocal: b } }],
  ])('tells the voice from the rest in %j', (result) => {
    expect(readStems(result)).toEqual({ vocalsUrl: v, backgroundUrl: b })
  })

  it.each([[{}], [{ url: v }], [{ vocals_url: '' }], [{ vocals_url: 'file:///etc/passwd' }]])(
    'finds none in %j',
    (result) => {
      expect(readStems(result)).toBeUndefined()
    },
  )
})
