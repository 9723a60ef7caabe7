import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { arbitraryCue } from '../subtitles/fixtures/arbitrary-cue.ts'
import { waterCycle } from '../subtitles/fixtures/water-cycle.ts'
import { toCues } from '../subtitles/to-cues.ts'
import { subtitleFormats } from './catalogue.ts'
import { detect } from './detect.ts'
import { formatAs, parseAs } from './dispatch.ts'

// Laws try many inputs and a busy machine is slow; what is not linear takes far longer than this.
vi.setConfig({ testTimeout: 60_000 })

const cues = toCues(waterCycle)

describe('formatAs and parseAs', () => {
  it('write each format so that it is detected and read back', async () => {
    for (const { name, readable } of Object.values(subtitleFormats)) {
      const text = await formatAs(cues, name)
      expect(detect(text)).toBe(name)
      if (!readable) continue
      const { cues: back, diagnostics } = await parseAs(text, name)
      expect(diagnostics).toEqual([])
      expect(back.map(({ lines }) => lines)).toEqual(cues.map(({ lines }) => lines))
    }
  })

  it('lose nothing in JSON', async () => {
    expect((await parseAs(await formatAs(cues, 'json'), 'json')).cues).toEqual(cues)
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryCue), async (any) => {
        const sane = any.filter(
          ({ start, end }) => start >= 0 && end >= 0 && end < Infinity && start < Infinity,
        )
        const exact = sane.map((cue) => ({ ...cue, start: cue.start + 0, end: cue.end + 0 }))
        expect((await parseAs(await formatAs(sane, 'json'), 'json')).cues).toEqual(exact)
      }),
    )
  })

  it('tell what is wrong with JSON instead of throwing', async () => {
    const read = async (text: string) =>
      (await parseAs(text, 'json')).diagnostics.map(({ code }) => code)
    expect(await read('{')).toEqual(['invalid_json'])
    expect(await read('{}')).toEqual(['invalid_json'])
    expect(await read('[1, {"start":0,"end":1,"lines":["x"]}, {"start":"0"}]')).toEqual([
      'invalid_cue',
      'invalid_cue',
    ])
    expect(
      (await parseAs(await formatAs([{ start: NaN, end: Infinity, lines: [] }], 'json'), 'json'))
        .cues,
    ).toHaveLength(1)
  })

  it('refuse a name that is no format, and reading a format without times', async () => {
    const refused = expect.objectContaining({ code: 'invalid_option' })
    await expect(formatAs(cues, 'doc')).rejects.toEqual(refused)
    await expect(formatAs(cues, 'constructor')).rejects.toEqual(refused)
    await expect(parseAs('x', 'txt')).rejects.toEqual(refused)
  })
})

describe('txt', () => {
  it('is running text, with a paragraph for each pause and each speaker', async () => {
    expect(await formatAs(cues, 'txt')).toBe(`${waterCycle.text}\n`)
    const said = [
      { start: 0, end: 1, lines: ['Ready', 'now?'], speaker: 'Ann' },
      { start: 1, end: 2, lines: ['Yes.'], speaker: 'Bob' },
      { start: 9, end: 10, lines: ['Still', 'yes.'], speaker: 'Bob' },
      { start: 10, end: 11, lines: ['你好，', '世界'] },
    ]
    expect(await formatAs(said, 'txt')).toBe(
      'Ann: Ready now?\n\nBob: Yes.\n\nStill yes.\n\n你好，世界\n',
    )
    expect(await formatAs([], 'txt')).toBe('')
  })
})

describe('detect', () => {
  it('tells formats by content', () => {
    expect(detect('')).toBeUndefined()
    expect(detect('\ufeff \n')).toBeUndefined()
    expect(detect('\ufeffWEBVTT')).toBe('vtt')
    expect(detect('00:01 --> 00:02\nx')).toBe('srt')
    expect(detect('a --> b')).toBe('txt')
    expect(detect('[a note]')).toBe('txt')
    expect(detect('[]')).toBe('json')
    expect(detect('-->'.repeat(300_000))).toBe('txt')
  })
})
