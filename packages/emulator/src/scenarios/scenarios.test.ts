import { describe, expect, it } from 'vitest'
import { createEmulator } from '../emulator.ts'
import { heard, testEngine, toneWav } from '../fixtures/speech.ts'
import { openaiError } from '../openai/errors.ts'
import { verboseJson } from '../openai/formats.ts'
import { toWire } from '../vt/result.ts'
import { type Answer, type Item, items } from './answer.ts'
import { SCENARIOS } from './scenarios.ts'

const vt = (): Answer => ({
  api: '302',
  status: 200,
  body: { status: 'success', result: { subtitile: toWire(heard) } },
})

const openai = (): Answer => ({
  api: 'openai',
  status: 200,
  body: JSON.parse(
    JSON.stringify(verboseJson(heard, { words: true, temperature: 0, language: 'de' })),
  ) as Item,
})

function apply(name: string, answer: Answer): Answer {
  const before = structuredClone(answer)
  const after = SCENARIOS.get(name)?.apply(answer)
  expect(answer).toEqual(before)
  return after ?? answer
}

const speechOf = (answer: Answer): Item =>
  answer.api === 'openai' ? answer.body : ((answer.body['result'] as Item)['subtitile'] as Item)

const segmentsOf = (answer: Answer): Item[] => items(speechOf(answer)['segments'])
const wordsOf = (answer: Answer): Item[] =>
  items(speechOf(answer)[answer.api === 'openai' ? 'words' : 'word_segments'])

const both = [vt, openai] as const

describe('scenarios', () => {
  it.each([...SCENARIOS.keys()])('%s changes an answer of one of the services', (name) => {
    const answers = [...both.map((make) => make()), notDone(), failed()]
    const changed = answers.filter(
      (answer) => JSON.stringify(apply(name, answer)) !== JSON.stringify(answer),
    )
    expect(changed).not.toEqual([])
  })

  const notDone = (): Answer => ({
    api: '302',
    status: 200,
    body: { status: 'processing', result: {} },
  })
  const failed = (): Answer => ({ api: 'openai', status: 400, body: { error: { message: 'x' } } })

  it.each([...SCENARIOS.keys()].filter((name) => !['E.2', 'E.3', 'E.22'].includes(name)))(
    '%s leaves a task that is not done as it is',
    (name) => {
      expect(apply(name, notDone())).toEqual(notDone())
    },
  )

  it('E.1 to E.4 change the envelope', () => {
    expect(apply('E.1', vt()).body['result']).toEqual({ subtitle: toWire(heard) })
    expect(apply('E.1', apply('E.1', vt()))).toEqual(vt())
    expect(apply('E.2', notDone()).body['status']).toBe('transcribing')
    expect(apply('E.2', vt())).toEqual(vt())
    expect(apply('E.3', failed())).toMatchObject({
      status: 200,
      body: { error: 'failed to process audio' },
    })
    expect(apply('E.3', vt()).body).toMatchObject({ error: { err_code: -10008 } })
    expect(apply('E.4', failed()).body['detail']).toHaveLength(1)
    expect(apply('E.4', { ...failed(), api: '302' }).body).toEqual({ message: expect.any(String) })
  })

  it.each(both)('E.6 takes the times of words that are not plain, else of the second', (make) => {
    const untimed = wordsOf(apply('E.6', make())).filter((word) => !('start' in word))
    expect(untimed).toEqual(make === vt ? [{ word: 'Tag.' }, { word: '5' }] : [{ word: '5' }])
  })

  it('E.7 guesses between the neighbours, and leaves the last segment of 302 without times', () => {
    const [first, , last] = wordsOf(apply('E.7', openai())).filter((_, at) => at % 2 === 0)
    expect(first).toMatchObject({ word: 'Guten', start: 0.5 })
    expect(last).toMatchObject({ word: 'Uhr', start: 60.6 })
    const guessed = wordsOf(apply('E.7', openai())).slice(1, 4)
    expect(guessed[0]?.['start']).toBe(0.8)
    expect(guessed[2]?.['end']).toBeCloseTo(60.6)
    expect(wordsOf(apply('E.7', vt())).slice(2)).toEqual([
      { word: 'Bis' },
      { word: '5' },
      { word: 'Uhr!' },
    ])
  })

  it.each(both)('E.9 lets times fall and keeps every word', (make) => {
    const starts = wordsOf(apply('E.9', make())).map(({ start }) => Number(start))
    expect(starts.some((start, at) => start < (starts[at - 1] ?? 0))).toBe(true)
    expect(starts.toSorted((a, b) => a - b)).toEqual([0.5, 0.9, 60, 60.3, 60.6])
  })

  it.each(both)('E.10 to E.16 take words away or elsewhere', (make) => {
    const failedFirst = apply('E.10', make())
    expect(segmentsOf(failedFirst)[0]).toMatchObject({ chars: null, text: ' Guten Tag.' })
    expect(wordsOf(failedFirst)).toHaveLength(3)
    expect(JSON.stringify(apply('E.12', make()))).not.toMatch(/"words"|"word_segments"/)
    expect(JSON.stringify(apply('E.14', make()))).toContain('"words":null')
    expect(wordsOf(apply('E.15', make()))).toEqual([])
    const misplaced = segmentsOf(apply('E.16', make())).flatMap(({ words }) => items(words))
    expect(misplaced.map(({ text }) => text)).toHaveLength(5)
    expect(misplaced[0]).toMatchObject({ text: 'Guten', start: 0.5 })
    expect(misplaced[0]).not.toHaveProperty('word')
  })

  it.each(both)('E.17 to E.20 change texts and times of segments', (make) => {
    const spaced = apply('E.17', make())
    for (const { word } of wordsOf(spaced)) expect(word).toMatch(/^ \S/)
    for (const { text } of segmentsOf(spaced)) expect(text).toMatch(/^ \S/)
    const instant = apply('E.18', make())
    expect(wordsOf(instant)[0]).toMatchObject({ start: 0.5, end: 0.5 })
    expect(segmentsOf(instant)[1]).toMatchObject({ start: 60, end: 60 })
    expect(segmentsOf(apply('E.19', make()))).toMatchObject([
      {},
      { start: 1.25, end: 1.25, text: '' },
      {},
      { start: 61.004, end: 61.004, text: '' },
    ])
    expect(segmentsOf(apply('E.20', make()))[0]).toMatchObject({ start: 0.5, end: 60.5 })
  })

  it.each(both)('E.22 to E.24 change numbers', (make) => {
    const { text = '' } = apply('E.22', make())
    expect(text).toMatch(/:NaN[,}]/)
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
    expect(JSON.parse(text.replaceAll('NaN', '0'))).toBeTypeOf('object')
    expect(JSON.stringify(apply('E.23', make()))).toMatch(/"(score|avg_logprob)":null/)
    expect(wordsOf(apply('E.24', make()))[0]).toMatchObject({ start: '0.5', end: '0.8' })
    expect(segmentsOf(apply('E.25', make()))[1]?.['end']).toBe(61.00400161743164)
  })

  it.each(both)('E.26 to E.32 and E.41 change the rest', (make) => {
    expect(speechOf(apply('E.26', make()))['language']).toBeNull()
    expect(speechOf(apply('E.27', make()))['usage']).toBeNull()
    expect(segmentsOf(apply('E.28', make()))[0]).toMatchObject({ speaker: 'SPEAKER_00' })
    const nothing = apply('E.32', make())
    expect([segmentsOf(nothing), wordsOf(nothing)]).toEqual([[], []])
    const characters = wordsOf(apply('E.41', make())).slice(0, 5)
    expect(characters.map(({ word }) => word).join('')).toBe('Guten')
    expect(characters[0]?.['end']).toBe(characters[1]?.['start'])
    expect(characters[4]?.['end']).toBeCloseTo(0.8)
  })
})

describe('x-emulator-scenario', { timeout: 60_000 }, () => {
  const ask = (emulator: ReturnType<typeof createEmulator>, scenario?: string) => {
    const form = new FormData()
    form.set('model', 'whisper-1')
    form.set('response_format', 'verbose_json')
    form.set('file', new Blob([toneWav()]), 'tone.wav')
    return emulator.fetch('http://emulator/v1/audio/transcriptions', {
      method: 'POST',
      headers: {
        authorization: 'Bearer sk-test',
        ...(scenario === undefined ? {} : { 'x-emulator-scenario': scenario }),
      },
      body: form,
    })
  }

  it('is applied to the true answer, which is billed; several go one after the other', async () => {
    const emulator = createEmulator({ engine: testEngine() })
    const body = (await (await ask(emulator, 'E.26; E.24')).json()) as Item
    expect(body).toMatchObject({ language: null, duration: '61.2' })
    expect(emulator.ledger.calls[0]).toMatchObject({ scenario: 'E.26; E.24', status: 200 })
    expect(emulator.ledger.total()).toBeGreaterThan(0)
  })

  it('comes from the control endpoint as well', async () => {
    const emulator = createEmulator({ engine: testEngine() })
    await emulator.fetch('http://emulator/_emulator/faults', {
      method: 'POST',
      body: JSON.stringify({ path: '/v1/*', times: 1, scenario: 'E.32' }),
    })
    expect(await (await ask(emulator)).json()).toMatchObject({ text: '', segments: [] })
    expect(await (await ask(emulator)).json()).toMatchObject({ text: heard.text })
  })

  it('lists what there is and refuses what there is not', async () => {
    const emulator = createEmulator({ engine: testEngine() })
    const listed = await emulator.fetch('http://emulator/_emulator/scenarios')
    const { scenarios } = (await listed.json()) as { scenarios: { name: string; says: string }[] }
    expect(scenarios.map(({ name }) => name)).toEqual([...SCENARIOS.keys()])
    const refused = await ask(emulator, 'E.99')
    expect(refused.status).toBe(400)
    const expected = openaiError(400, { message: '' })
    expect(Object.keys((await refused.json()) as Item)).toEqual(
      Object.keys((await expected.json()) as Item),
    )
  })
})
