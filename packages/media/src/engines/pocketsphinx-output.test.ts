import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createOutputParser, type PocketsphinxKind, type Utterance } from './pocketsphinx-output.ts'

function read(kind: PocketsphinxKind, text: string): Utterance[] {
  const parser = createOutputParser(kind)
  const pushed = text.split('\n').map((line) => parser.push(line))
  return [...pushed, parser.end()].filter((utterance) => utterance !== undefined)
}

const CLASSIC = `hello world
<s> 0.070 0.110 0.999400
hello 0.120 0.340 0.877292
<sil> 0.350 0.390 0.723512
world(2) 0.400 0.720 1.000100
</s> 0.730 0.900 1.000000

<s> 2.000 2.470 0.999700
[SPEECH] 2.480 2.600 0.500000
++NOISE++ 2.610 2.700 0.400000
</s> 2.710 2.900 1.000000
and so on
<s> 3.000 3.050 0.999700
and(3) 3.060 3.200 0.354545
so 3.210 3.400 0.900000
on 3.410 3.600 0.900000`

const JSON_LINES = `{"b":0.070,"d":0.840,"p":1.000,"t":"hello world","w":[{"b":0.070,"d":0.050,"p":0.999,"t":"<s>"},{"b":0.120,"d":0.230,"p":0.877,"t":"hello"},{"b":0.350,"d":0.050,"p":0.724,"t":"<sil>"},{"b":0.400,"d":0.330,"p":1.001,"t":"world(2)"},{"b":0.730,"d":0.180,"p":1.000,"t":"</s>"}]}
{"b":2.000,"d":0.910,"p":1.000,"t":"","w":]}
INFO: something for a person
{"b":3.000,"d":0.610,"p":1.000,"t":"and so on","w":[{"b":3.060,"d":0.150,"p":0.355,"t":"and(3)"},{"b":3.210,"d":0.200,"p":0.900,"t":"so"},{"b":3.410,"d":0.200,"p":0.900,"t":"on"}]}
{"b":3.000,"d":`

describe.each([
  ['classic', CLASSIC],
  ['json', JSON_LINES],
] as const)('the %s command line', (kind, text) => {
  it('is read into utterances without marks of silence, noise and pronunciation', () => {
    const heard = read(kind, text).map(({ words }) => words.map((word) => word.text).join(' '))
    expect(heard).toEqual(['hello world', '', 'and so on'])
  })

  it('gives times in seconds and the posterior as confidence, at most 1', () => {
    const [first, second, third] = read(kind, text)
    expect(first?.words[0]).toMatchObject({ text: 'hello', start: 0.12, end: 0.35 })
    expect(first?.words[0]?.confidence).toBeCloseTo(0.877, 3)
    expect(first?.words[1]).toEqual({ text: 'world', start: 0.4, end: 0.73, confidence: 1 })
    expect([first?.end, second?.end, third?.end]).toEqual([0.91, 2.91, 3.61])
  })

  it('survives any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(text.length), (noise, at) => {
        const utterances = read(kind, text.slice(0, at) + noise + text.slice(at))
        for (const { words } of utterances) {
          for (const word of words) {
            expect(word.text).not.toBe('')
            expect(word.confidence).toBeGreaterThanOrEqual(0)
            expect(word.confidence).toBeLessThanOrEqual(1)
          }
        }
      }),
    )
  })
})

describe('createOutputParser', () => {
  it('gives an utterance with its last line, not with the next one', () => {
    const parser = createOutputParser('classic')
    const lines = CLASSIC.split('\n').slice(0, 6)
    const given = lines.map((line) => parser.push(line) !== undefined)
    expect(given).toEqual([false, false, false, false, false, true])
  })
})
