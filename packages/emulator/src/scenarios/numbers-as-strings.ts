import { type Item, mapSegments, mapSpeech, mapWords, type Scenario } from './answer.ts'

const TIMES = ['start', 'end', 'duration']

/** E.24: times and the duration are strings. */
export const numbersAsStrings: Scenario = (answer) => {
  const quoted = (item: Item): Item =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        TIMES.includes(name) ? String(value) : value,
      ]),
    )
  const lists = mapSegments(
    mapWords(answer, (words) => words.map(quoted)),
    (segments) => segments.map(quoted),
  )
  return mapSpeech(lists, quoted)
}
