import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Cue } from '../schemas/cue.ts'
import { arbitraryCue, arbitraryLine } from './fixtures/arbitrary-cue.ts'
import { readVttSettings } from './vtt-settings.ts'
import { formatVtt, parseVtt } from './vtt.ts'
import { toWritableCue } from './writable-cue.ts'

// Laws try many inputs and a busy machine is slow; what is not linear takes far longer than this.
vi.setConfig({ testTimeout: 60_000 })

const read = (body: string) => parseVtt(`WEBVTT\n\n${body}`)
const first = (payload: string) => read(`00:00.000 --> 00:10.000\n${payload}`).cues[0]

/** What WebVTT can carry of a cue. */
function normalise(cue: Cue): Cue {
  const id = cue.id?.replace(/[\r\n]+/g, ' ').replace(/-{2,}>/g, '->')
  const speaker = cue.speaker?.replace(/[ \t\n\f\r]+/g, ' ').trim()
  const settings = readVttSettings(
    Object.entries(cue.settings ?? {})
      .map(([name, value]) => `${name}:${value}`)
      .join(' '),
  ).settings
  return {
    ...(id ? { id } : {}),
    ...toWritableCue(cue),
    ...(speaker ? { speaker } : {}),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  }
}

describe('formatVtt', () => {
  it('writes ids, settings and speakers, and escapes text', () => {
    expect(
      formatVtt([
        {
          id: 'intro',
          start: 1,
          end: 2.5,
          lines: ['a < b & c > d', '-->'],
          speaker: 'Ann & Bob',
          settings: { line: '0', align: 'start' },
        },
        { start: 3, end: 4, lines: [] },
      ]),
    ).toBe(
      'WEBVTT\n\nintro\n00:00:01.000 --> 00:00:02.500 line:0 align:start\n' +
        '<v Ann &amp; Bob>a &lt; b &amp; c &gt; d\n--&gt;\n\n00:00:03.000 --> 00:00:04.000\n',
    )
    expect(formatVtt([])).toBe('WEBVTT\n')
  })

  it('writes word times where asked, and only those that WebVTT allows', () => {
    const words = [
      { text: 'One', start: 1, end: 1.2 },
      { text: 'two', start: 1.2, end: 1.4 },
      { text: 'three', start: 1.6, end: 2 },
    ]
    const cue = { start: 1, end: 2, lines: ['One two', 'three'], words }
    expect(formatVtt([cue], { wordTimes: true })).toBe(
      'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nOne <00:00:01.200>two<00:00:01.400>\n<00:00:01.600>three\n',
    )
    expect(parseVtt(formatVtt([cue], { wordTimes: true })).cues).toEqual([cue])
    expect(formatVtt([cue])).not.toContain('<')
    const edited = { ...cue, lines: ['Another text'] }
    expect(formatVtt([edited], { wordTimes: true })).toContain('\nAnother text\n')
  })
})

describe('parseVtt', () => {
  it('gives back what formatVtt wrote, for any cue, on the grid of the format', () => {
    fc.assert(
      fc.property(fc.array(arbitraryCue), (cues) => {
        const { cues: back, diagnostics } = parseVtt(formatVtt(cues))
        expect(back).toEqual(cues.map(normalise))
        expect(diagnostics).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('gives back word times', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 9_999 }), {
      minLength: 4,
      maxLength: 20,
    })
    fc.assert(
      fc.property(times, fc.constantFrom('a', '&', '你', 'é👍', '<b>'), (unsorted, text) => {
        const edges = unsorted.toSorted((a, b) => a - b).map((time) => time / 1000)
        const words = edges
          .slice(0, -1)
          .map((start, index) => ({ text, start, end: edges[index + 1] ?? start }))
          .filter((_, index) => index % 3 !== 1)
        const lines = [words.map((word) => word.text).join(' ')]
        const cue = { start: words[0]?.start ?? 0, end: words.at(-1)?.end ?? 0, lines, words }
        expect(parseVtt(formatVtt([cue], { wordTimes: true })).cues).toEqual([cue])
      }),
    )
  })

  it('never throws, and reads LF, CRLF and CR alike', () => {
    fc.assert(
      fc.property(fc.array(arbitraryLine), (lines) => {
        const [lf, crlf, cr] = ['\n', '\r\n', '\r'].map((end) =>
          parseVtt(['WEBVTT', '', ...lines.map((line) => line.replace(/[\r\n]/g, ''))].join(end)),
        )
        expect(crlf).toEqual(lf)
        expect(cr).toEqual(lf)
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void read(text)))
  })

  it('accepts only a file that begins as the specification wants', () => {
    const cue = '\n\n00:00.000 --> 00:01.000\nx'
    for (const start of [
      'WEBVTT',
      '\ufeffWEBVTT',
      'WEBVTT - a title',
      'WEBVTT\tx',
      'WEBVTT\nKind: captions',
    ]) {
      expect(parseVtt(start + cue).cues, start).toHaveLength(1)
    }
    for (const start of ['', ' WEBVTT', 'webvtt', 'WEBVTTX', '\nWEBVTT', 'WEB']) {
      const { cues, diagnostics } = parseVtt(start + cue)
      expect(cues, start).toEqual([])
      expect(diagnostics).toMatchObject([{ code: 'invalid_header', line: 1 }])
    }
    expect(parseVtt('WEBVTT\n00:00.000 --> 00:01.000\nx').cues).toHaveLength(1)
  })

  it('passes over NOTE, STYLE and REGION blocks', () => {
    const { cues, diagnostics } = read(
      'NOTE a\nb\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nid\n00:00.000 --> 00:01.000 region:fred\nx',
    )
    expect(cues).toEqual([
      { id: 'id', start: 0, end: 1, lines: ['x'], settings: { region: 'fred' } },
    ])
    expect(diagnostics).toEqual([])
  })

  it('begins a cue at each time line, with or without a blank line before it', () => {
    const { cues } = read(
      '00:00.000 --> 00:01.000\na\n00:01.000 --> 00:02.000\nb\nid\n00:02.000 --> 00:03.000\nc',
    )
    expect(cues.map(({ id, lines }) => [id, lines])).toEqual([
      [undefined, ['a']],
      [undefined, ['b', 'id']],
      [undefined, ['c']],
    ])
  })

  it('leaves out a cue with a bad time line and tells where', () => {
    const { cues, diagnostics } = read(
      '00:00.000 -> 00:01.000\na\n\nx\n00:00,000 --> 00:01.000\nb\n\n00:02.000-->00:03.000\nc',
    )
    expect(cues).toEqual([{ start: 2, end: 3, lines: ['c'] }])
    expect(diagnostics).toMatchObject([
      { code: 'text_outside_cue', line: 3, severity: 'error' },
      { code: 'invalid_time', line: 7, severity: 'error' },
    ])
  })

  it('ignores invalid settings one by one', () => {
    const { cues, diagnostics } = read(
      '00:00.000 --> 00:01.000 line:84.5%,end line:1% position:101% size:80% align:middle vertical:lr x: :y z\nx',
    )
    expect(cues[0]?.settings).toEqual({ line: '1%', size: '80%', vertical: 'lr' })
    expect(diagnostics).toHaveLength(5)
    const region = read('00:00.000 --> 00:01.000 region:fred line:1\nx')
    expect(region.cues[0]?.settings).toEqual({ line: '1' })
  })

  it('decodes entities and takes tags out', () => {
    const text =
      '&lt;b&gt; &amp;amp; a&nbsp;b&lrm;&rlm; &#x1F600;&#65; &unknown; & <b>bold</b> <c.red>c</c><x>y'
    expect(first(text)?.lines).toEqual(['<b> &amp; a\u00a0b\u200e\u200f 😀A &unknown; & bold cy'])
    expect(first('a <b unclosed')?.lines).toEqual(['a '])
    expect(first('&#0;&#xD800;&#x110000;')?.lines).toEqual(['\ufffd\ufffd\ufffd'])
  })

  it('reads the voice as the speaker', () => {
    expect(first('<v.loud  Ann &amp;  Bob >Hi</v>')).toMatchObject({
      lines: ['Hi'],
      speaker: 'Ann & Bob',
    })
    expect(first('<video>Hi')).not.toHaveProperty('speaker')
    const several = read('00:00.000 --> 00:10.000\n<v A>One <00:05.000><v B>two</v>')
    expect(several.cues[0]).toEqual({
      start: 0,
      end: 10,
      lines: ['One two'],
      words: [
        { text: 'One', start: 0, end: 5, speaker: 'A' },
        { text: 'two', start: 5, end: 10, speaker: 'B' },
      ],
    })
    expect(several.diagnostics).toMatchObject([{ code: 'several_speakers' }])
  })

  it('reads inner timestamps as words, and shares the time where one covers several', () => {
    expect(
      first('One two <00:04.000><c>three</c> <00:02.000>fours <00:11.000>fives')?.words,
    ).toEqual([
      { text: 'One', start: 0, end: 2, estimated: true },
      { text: 'two', start: 2, end: 4, estimated: true },
      { text: 'three', start: 4, end: 6, estimated: true },
      { text: 'fours', start: 6, end: 8, estimated: true },
      { text: 'fives', start: 8, end: 10, estimated: true },
    ])
    expect(first('ka<00:02.000>ra<00:03.000>oke')?.words).toEqual([
      { text: 'karaoke', start: 0, end: 10 },
    ])
    expect(first('你<00:02.000>好')?.words?.map(({ text }) => text)).toEqual(['你', '好'])
  })

  it('works in linear time on text made of near misses', () => {
    // A quadratic reader needs minutes for each of these.
    for (const part of [
      '-->',
      '<',
      '<v ',
      '&',
      '&#',
      '<00:00',
      'x\n',
      '-->\n',
      'a\n00:00.000 --> 00:01.000 ',
      ' a',
    ]) {
      read(part.repeat(1_000_000 / part.length))
      first(part.replaceAll('\n', ' ').repeat(1_000_000 / part.length))
    }
  })
})
