import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { Cue } from '../schemas/cue.ts'
import type { Segment, Transcript, Word } from '../schemas/transcript.ts'
import { waterCycle } from './fixtures/water-cycle.ts'
import { formatSrt } from './srt.ts'
import { toCues } from './to-cues.ts'
import { displayWidth } from './width.ts'

// Laws try many inputs and a busy machine is slow; what is not linear takes far longer than this.
vi.setConfig({ testTimeout: 60_000 })

const squash = (text: string) => text.replace(/\s+/g, '')
const shownText = (cues: Cue[]) => squash(cues.flatMap(({ lines }) => lines).join(' '))
const wordText = (cues: Cue[]) =>
  squash(
    cues
      .flatMap(({ words = [] }) => words)
      .map(({ text }) => text)
      .join(' '),
  )

function transcript(segments: Segment[], language?: string): Transcript {
  const text = segments.map((segment) => segment.text).join(' ')
  return { text, segments, warnings: [], ...(language === undefined ? {} : { language }) }
}

/** Words said at an even pace, `step` seconds each. */
function speech(text: string, start = 0, step = 0.4): Segment {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    start: start + index * step,
    end: start + (index + 0.9) * step,
  }))
  return { start, end: words.at(-1)?.end ?? start, text, words }
}

const lines = (cues: Cue[]) => cues.map((cue) => cue.lines)

describe('toCues', () => {
  it('cuts the documented narration as a subtitler would', () => {
    expect(formatSrt(toCues(waterCycle))).toBe(`1
00:00:00,216 --> 00:00:02,859
The water cycle
is a natural circular system.

2
00:00:03,500 --> 00:00:06,581
Water evaporates from the ground,
forms clouds,

3
00:00:06,664 --> 00:00:09,587
and then returns to the ground
in the form of rain.

4
00:00:09,687 --> 00:00:12,651
This cyclical process
is vital for life on Earth.
`)
  })

  it('keeps the words of the engine as they are', () => {
    expect(toCues(waterCycle).flatMap(({ words }) => words)).toEqual(
      waterCycle.segments.flatMap(({ words }) => words),
    )
  })

  it('cuts the same narration without words at nearly the same places, with estimated words', () => {
    const bare = waterCycle.segments.map(({ start, end, text }) => ({ start, end, text }))
    const cues = toCues({ ...waterCycle, segments: bare })
    expect(cues[0]?.lines).toEqual(['The water cycle', 'is a natural circular system.'])
    expect(cues.flatMap(({ words }) => words?.map(({ estimated }) => estimated))).toEqual(
      Array<true>(35).fill(true),
    )
  })

  it('sets one line where the text fits', () => {
    expect(lines(toCues(transcript([speech('This fits on a single line.')])))).toEqual([
      ['This fits on a single line.'],
    ])
  })

  it('does not part article and noun, first and last name, or a title and its name', () => {
    const text =
      'We met with Anna Lindberg and Dr. Adam Smith near the old harbor of the city yesterday'
    for (const [line] of toCues(transcript([speech(text)])).flatMap((cue) =>
      cue.lines.map((l) => [l]),
    )) {
      expect(line).not.toMatch(/(?: the| a| of|Anna|Dr\.|Adam)$/)
    }
  })

  it('does not take a word without a speaker for a change of speaker', () => {
    const words: Word[] = [
      { text: 'I', start: 0, end: 0.2, speaker: 'A' },
      { text: 'paid', start: 0.2, end: 0.6, speaker: 'A' },
      { text: '$5', start: 0.6, end: 1 },
      { text: 'yesterday.', start: 1, end: 1.6, speaker: 'A' },
    ]
    const text = 'I paid $5 yesterday.'
    const cues = toCues(transcript([{ start: 0, end: 1.6, text, words }]))
    expect(cues.map(({ speaker, lines: [line] }) => [speaker, line])).toEqual([['A', text]])
    expect(cues[0]?.words).toEqual(words)
  })

  it('does not take the full stop of a month for the end of a sentence', () => {
    const text =
      'The committee will not meet before the beginning of Jan. 5th is the day to remember.'
    const ends = toCues(transcript([speech(text)])).map((cue) => cue.lines.at(-1))
    expect(ends.filter((line) => line?.endsWith('Jan.'))).toEqual([])
  })

  it('begins a new cue at a change of speaker, however short', () => {
    const words: Word[] = [
      { text: 'Ready?', start: 0, end: 0.4, speaker: 'A' },
      { text: 'Yes.', start: 0.5, end: 0.7, speaker: 'B' },
      { text: 'Go.', start: 0.8, end: 1, speaker: 'A' },
    ]
    const cues = toCues(transcript([{ start: 0, end: 1, text: 'Ready? Yes. Go.', words }]))
    expect(cues.map(({ speaker }) => speaker)).toEqual(['A', 'B', 'A'])
  })

  it('begins a new cue after a long pause, also inside a sentence', () => {
    const cues = toCues(transcript([speech('I think', 0), speech('so too', 5)]))
    expect(lines(cues)).toEqual([['I think'], ['so too']])
  })

  it('joins short sentences rather than flash them', () => {
    expect(toCues(transcript([speech('No. Yes. Well. Maybe so.', 0, 0.2)]))).toHaveLength(1)
  })

  it('lets a cue stay to be read, never into the next and never long', () => {
    const fast = speech('Unbelievably incomprehensible characteristics', 0, 0.3)
    expect(toCues(transcript([fast]))[0]?.end).toBeCloseTo((fast.end ?? 0) + 0.5)
    const [first, second] = toCues(transcript([speech('Stop.', 0, 0.2), speech('Go on then.', 2)]))
    expect(first?.end).toBeCloseTo(5 / 6)
    expect(second?.start).toBe(2)
    const near = toCues(
      transcript([speech('This is the first sentence.', 0), speech('And a second one.', 2.2)]),
    )
    expect(near[0]?.end).toBeCloseTo(2.2 - 2 / 24)
  })

  it('takes the punctuation that words lack from the text of their segment', () => {
    const words = speech('hello Ann how are you fine').words ?? []
    const cues = toCues(
      transcript([{ start: 0, end: 3, text: ' - Hello, Ann! "How are you?" Fine...', words }]),
    )
    expect(cues.flatMap((cue) => cue.lines).join(' ')).toBe('- Hello, Ann! "How are you?" Fine...')
  })

  it('keeps what the text has and the words lack, as estimates', () => {
    const words = ['it', 'costs', 'now'].map((text, index) => {
      return { text, start: index * 2, end: index * 2 + 0.3 }
    })
    const cues = toCues(
      transcript([{ start: 0, end: 5, text: 'It costs 1,200 dollars now.', words }]),
    )
    expect(shownText(cues)).toBe('Itcosts1,200dollarsnow.')
    const estimated = cues.flatMap((cue) => cue.words ?? []).filter((word) => word.estimated)
    expect(estimated.map(({ text }) => text)).toEqual(['1,200', 'dollars'])
  })

  it('believes the words where the text tells something else', () => {
    const words = speech('a hundred people came').words ?? []
    const cues = toCues(transcript([{ start: 0, end: 2, text: '100 people came', words }]))
    expect(lines(cues)).toEqual([['a hundred people came']])
  })

  it('joins parts of words where the engine marks words by a leading space', () => {
    const words = [' un', 'believ', 'able', ' story'].map((text, index) => ({
      text,
      start: index,
      end: index + 1,
    }))
    const twice = [
      ...words,
      { text: ' indeed', start: 4, end: 5 },
      { text: ' it', start: 5, end: 5.5 },
    ]
    const cues = toCues(transcript([{ start: 0, end: 5.5, text: '', words: twice }]))
    expect(cues.flatMap((cue) => cue.words?.map(({ text }) => text))).toEqual([
      'unbelievable',
      'story',
      'indeed',
      'it',
    ])
  })

  it('sets Chinese without spaces, in lines of 16 characters, not inside a word', () => {
    const text =
      '水循环是一个自然的循环系统，水从地面蒸发，形成云，然后以雨的形式返回地面。这个循环过程对地球上的生命至关重要。'
    const words = [...text].map((character, index) => ({
      text: character,
      start: index * 0.2,
      end: index * 0.2 + 0.2,
    }))
    for (const segment of [
      { start: 0, end: 11, text, words },
      { start: 0, end: 11, text },
    ]) {
      const cues = toCues(transcript([segment], 'zh'))
      expect(cues.flatMap((cue) => cue.lines).join('')).toBe(text)
      for (const line of cues.flatMap((cue) => cue.lines)) {
        expect(displayWidth(line)).toBeLessThanOrEqual(32)
        expect(line).not.toMatch(/^[，。]/)
      }
    }
  })

  it('lets a word longer than a line stand alone', () => {
    const long = 'x'.repeat(60)
    const cues = toCues(transcript([speech(`see ${long} there`)]))
    expect(cues.flatMap((cue) => cue.lines)).toContain(long)
    expect(shownText(cues)).toBe(`see${long}there`)
  })

  it('repairs zero-length, overlapping, falling and missing times, and says which', () => {
    const words: Word[] = [
      { text: 'one', start: 1, end: 1 },
      { text: 'two', start: 1, end: 1 },
      { text: 'three', start: 2, end: 9 },
      { text: 'four', start: 40, end: 41 },
      { text: 'five', start: 3, end: 3.4 },
      { text: 'six', start: Number.NaN, end: Number.NaN },
      { text: 'seven', start: 5, end: 5.4 },
    ]
    const cues = toCues(transcript([{ start: 1, end: 6, text: '', words }]))
    const repaired = cues.flatMap((cue) => cue.words ?? [])
    expect(repaired.map(({ text }) => text)).toEqual(words.map(({ text }) => text))
    expect(repaired.at(-1)).toEqual(words.at(-1))
    expect(repaired.filter((word) => !word.estimated).map(({ text }) => text)).toEqual([
      'five',
      'seven',
    ])
    expect(cues.at(-1)?.end).toBeLessThan(7)
    expectOrder(cues)
  })

  it('makes cues of a text without segments', () => {
    const cues = toCues({ text: 'Only a text.', segments: [], warnings: [], duration: 3 })
    expect(cues).toMatchObject([{ start: 0, lines: ['Only a text.'] }])
    expect(toCues({ text: '', segments: [], warnings: [] })).toEqual([])
    expect(
      toCues({ text: '', segments: [{ start: 0, end: 1, text: '  ', words: [] }], warnings: [] }),
    ).toEqual([])
  })

  it('refuses rules that cannot be kept', () => {
    const bad: unknown[] = [
      { maxLineLength: 0 },
      { maxLines: 1.5 },
      { minGap: -1 },
      { minDuration: 8 },
    ]
    for (const rules of [...bad, { maxLength: 3 }, { linger: 'x' }, { maxPause: Number.NaN }]) {
      expect(() => toCues(waterCycle, rules as object), JSON.stringify(rules)).toThrow(
        expect.objectContaining({ code: 'invalid_option' }),
      )
    }
  })
})

function expectOrder(cues: Cue[]): void {
  let free = 0
  for (const cue of cues) {
    expect(cue.start).toBeGreaterThanOrEqual(free)
    expect(cue.end).toBeGreaterThan(cue.start)
    free = cue.end
    let last = 0
    for (const word of cue.words ?? []) {
      expect(word.start).toBeGreaterThanOrEqual(last)
      expect(word.end).toBeGreaterThan(word.start)
      last = word.end
    }
  }
}

const vocabulary = [
  'the',
  'water',
  'cycle',
  'is',
  'a',
  'New',
  'York',
  'evaporates,',
  'ground.',
  'and',
  'Mr.',
  '42',
  'kilometers',
  '-',
  '—',
  '“so',
  'then”',
  'e.g.',
  'you?',
  '你好',
  '。',
  '世界',
  'สวัสดี',
  '👩‍👩‍👧',
  'שלום',
  'x'.repeat(50),
]
const text = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...vocabulary) },
  { weight: 1, arbitrary: fc.string() },
)
const time = fc.oneof(
  fc.double({ min: 0, max: 60, noNaN: true }),
  fc.constantFrom(0, 1, 1, -1, NaN, Infinity, 1e9),
)
const word: fc.Arbitrary<Word> = fc.record(
  { text, start: time, end: time, speaker: fc.constantFrom('A', 'B') },
  { requiredKeys: ['text', 'start', 'end'] },
)
const messy: fc.Arbitrary<Segment> = fc.record(
  {
    start: time,
    end: time,
    text: fc.array(text, { maxLength: 12 }).map((words) => words.join(' ')),
    words: fc.array(word, { maxLength: 12 }),
  },
  { requiredKeys: ['start', 'end', 'text'] },
)
const rules = fc.record(
  {
    maxLineLength: fc.integer({ min: 1, max: 60 }),
    maxLines: fc.integer({ min: 1, max: 4 }),
    maxDuration: fc.double({ min: 1, max: 9, noNaN: true }),
    minGap: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: [] },
)

describe('for any transcript and any rules, toCues', () => {
  it('shows exactly its words, in order, without overlap, on lines that fit', () => {
    fc.assert(
      fc.property(fc.array(messy, { maxLength: 6 }), rules, (segments, given) => {
        const cues = toCues(transcript(segments), given)
        expect(shownText(cues)).toBe(wordText(cues))
        expectOrder(cues)
        for (const cue of cues) {
          expect(cue.words?.length).toBeGreaterThan(0)
          const named = cue.words?.flatMap(({ speaker }) => speaker ?? [])
          expect(new Set(named).size).toBeLessThanOrEqual(1)
          expect(cue.lines.length).toBeLessThanOrEqual(given.maxLines ?? 2)
          const texts = new Set(cue.words?.map((shown) => shown.text))
          for (const line of cue.lines) {
            if (displayWidth(line) > (given.maxLineLength ?? 42)) expect(texts).toContain(line)
          }
        }
      }),
      { numRuns: 400 },
    )
  })

  it('loses and invents nothing: its text is the text of all words', () => {
    const clean = fc.array(fc.array(word, { minLength: 1, maxLength: 30 }), { maxLength: 5 })
    fc.assert(
      fc.property(clean, (all) => {
        const segments = all.map((words, index) => ({
          start: index * 10,
          end: index * 10 + 9,
          text: words.map((one) => one.text).join(' '),
          words,
        }))
        expect(shownText(toCues(transcript(segments)))).toBe(squash(transcript(segments).text))
      }),
      { numRuns: 300 },
    )
  })

  it('takes a text of 200,000 words in one segment without times', () => {
    const long = 'and on it went '.repeat(50_000)
    const cues = toCues(transcript([{ start: 0, end: 100_000, text: long }]))
    expect(shownText(cues)).toBe(squash(long))
  })

  it('is quick for large cues of very many very short words', () => {
    // Trying every split of every range needs minutes for this.
    const dense = transcript([speech('a '.repeat(1_000).trim(), 0, 0.011)])
    const cues = toCues(dense, { maxLines: 4, maxLineLength: 100 })
    expect(shownText(cues)).toBe('a'.repeat(1_000))
  })

  it('is quick for hours of speech without any pause or full stop', () => {
    // 40,000 words: a method that looked at all pairs would not end here.
    const cues = toCues(
      transcript([speech('so the water goes on and on '.repeat(5_714).trim(), 0, 0.3)]),
    )
    expect(cues.length).toBeGreaterThan(1_000)
  })
})
