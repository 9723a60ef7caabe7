import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { arbitraryCue, arbitraryLine } from './fixtures/arbitrary-cue.ts'
import { formatSrt, parseSrt } from './srt.ts'
import { toWritableCue } from './writable-cue.ts'

// Laws try many inputs and a busy machine is slow; what is not linear takes far longer than this.
vi.setConfig({ testTimeout: 60_000 })

const hello = { start: 1, end: 2.5, lines: ['Hello'] }
const world = { start: 3, end: 4, lines: ['World'] }

describe('formatSrt', () => {
  it('numbers the cues and ends each with a blank line', () => {
    expect(formatSrt([hello, { ...world, lines: ['Two', 'lines'] }])).toBe(
      '1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\nlines\n',
    )
    expect(formatSrt([])).toBe('')
  })

  it('writes CRLF when asked', () => {
    expect(formatSrt([hello], { newline: '\r\n' })).toBe(
      '1\r\n00:00:01,000 --> 00:00:02,500\r\nHello\r\n',
    )
  })

  it('lets no text break the file', () => {
    const text = formatSrt([{ ...hello, lines: ['a', '', '2', '00:00:09,000 --> 00:00:10,000'] }])
    expect(text.match(/-->/g)).toHaveLength(1)
    expect(text).not.toContain('\n\n')
  })
})

describe('parseSrt', () => {
  it('gives back what formatSrt wrote, for any cue, on the grid of the format', () => {
    fc.assert(
      fc.property(fc.array(arbitraryCue), fc.constantFrom('\n', '\r\n'), (cues, newline) => {
        const { cues: read, diagnostics } = parseSrt(formatSrt(cues, { newline }))
        expect(read).toEqual(cues.map(toWritableCue))
        expect(diagnostics).toEqual([])
      }),
      { numRuns: 500 },
    )
  })

  it('never throws, and reads LF, CRLF and CR alike', () => {
    fc.assert(
      fc.property(fc.array(arbitraryLine), (lines) => {
        const [lf, crlf, cr] = ['\n', '\r\n', '\r'].map((end) =>
          parseSrt(lines.map((line) => line.replace(/[\r\n]/g, '')).join(end)),
        )
        expect(crlf).toEqual(lf)
        expect(cr).toEqual(lf)
      }),
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseSrt(text)))
  })

  const one = '1\n00:00:01,000 --> 00:00:02,500\nHello\n\n2\n00:00:03,000 --> 00:00:04,000\nWorld\n'
  const malformed: Record<string, string> = {
    'a byte order mark': `\ufeff${one}`,
    'blank lines in front': `\n\n \n${one}`,
    'no index': one.replace(/^\d\n/gm, ''),
    'indexes that jump': one.replace('2\n00', '17\n00'),
    'no blank line between cues': one.replace('\n\n', '\n'),
    'many blank lines': one.replace('\n\n', '\n\n\n \n'),
    'a blank line behind the time line': one.replace('500\nHello', '500\n\nHello'),
    'dots for commas': one.replaceAll(',', '.'),
    'no hours': one.replaceAll('00:00:0', '00:0'),
    'short milliseconds': one.replaceAll(',500', ',5').replaceAll(',000', ',0'),
    'missing milliseconds': one.replaceAll(',000', ''),
    'spaces around the times': one.replace('00:00:01,000 -->', '  00:00:01,000  \t-->  '),
    'no spaces around the arrow': one.replaceAll(' --> ', '-->'),
    'spaces around the index': one.replace('2\n', ' 2 \n'),
    coordinates: one.replace('02,500', '02,500  X1:100 X2:200 Y1:50 Y2:60'),
    'no line end at the end': one.trimEnd(),
    tags: one.replace('Hello', '<i><font color="#fff">Hello</font></i>'),
    'an override block': one.replace('Hello', '{\\an8}Hello'),
    'a line of tags only': one.replace('Hello', '<b></b>\nHello'),
  }
  for (const [name, text] of Object.entries(malformed)) {
    it(`reads a file with ${name}`, () => {
      expect(parseSrt(text)).toEqual({ cues: [hello, world], diagnostics: [] })
    })
  }

  it('keeps text behind a blank line in its cue', () => {
    const { cues } = parseSrt(one.replace('Hello', 'Hello\n\n42\n\nthere'))
    expect(cues.map(({ lines }) => lines)).toEqual([['Hello', '42', 'there'], ['World']])
  })

  it('keeps a number that is text in a file without indexes', () => {
    const { cues } = parseSrt('00:01,000 --> 00:02,000\n42\n00:03,000 --> 00:04,000\nWorld')
    expect(cues.map(({ lines }) => lines)).toEqual([['42'], ['World']])
  })

  it('keeps empty cues, text with brackets and arrows that are no time lines', () => {
    const { cues, diagnostics } = parseSrt(
      '1\n00:00:01,000 --> 00:00:02,000\n2\n00:00:03,000 --> 00:00:04,000\na --> b < c <3 {d}',
    )
    expect(cues.map(({ lines }) => lines)).toEqual([[], ['a --> b < c <3 {d}']])
    expect(diagnostics).toEqual([])
  })

  it('reads cues beyond 100 hours', () => {
    expect(parseSrt('1\n100:00:01,000 --> 123:00:02,000\nLate').cues).toEqual([
      { start: 360_001, end: 442_802, lines: ['Late'] },
    ])
  })

  it('tells an end before its start and keeps the cue', () => {
    const { cues, diagnostics } = parseSrt('1\n00:00:05,000 --> 00:00:02,000\nBack')
    expect(cues).toEqual([{ start: 5, end: 2, lines: ['Back'] }])
    expect(diagnostics).toMatchObject([{ code: 'end_before_start', line: 2, severity: 'warning' }])
  })

  it('tells a time line that it cannot read, and does not give its text to the cue before', () => {
    const { cues, diagnostics } = parseSrt(
      one.replace('2\n00:00:03,000 --> ', '2\n00:00:03,000 --> x'),
    )
    expect(cues).toEqual([hello])
    expect(diagnostics).toEqual([
      { code: 'invalid_time', message: expect.any(String), line: 6, column: 1, severity: 'error' },
    ])
  })

  it('tells text that belongs to no cue', () => {
    expect(parseSrt('Hello there').diagnostics).toMatchObject([
      { code: 'text_outside_cue', line: 1 },
    ])
  })

  it('works in linear time on text made of near misses', () => {
    // A quadratic reader needs minutes for each of these.
    for (const part of ['-->', '<font ', '{\\', '--\u2060', '1\n', ' ', '00:', '-->\n', '9']) {
      parseSrt(part.repeat(1_000_000 / part.length))
    }
  })
})
