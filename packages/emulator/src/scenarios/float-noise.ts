import { type Item, mapSegments, mapSpeech, mapWords, type Scenario } from './answer.ts'

/** E.25: every number carries the noise of 32-bit floats. */
export const floatNoise: Scenario = (answer) => {
  const noisy = (item: Item): Item =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        typeof value === 'number' ? Math.fround(value) : value,
      ]),
    )
  const lists = mapSegments(
    mapWords(answer, (words) => words.map(noisy)),
    (segments) => segments.map(noisy),
  )
  return mapSpeech(lists, noisy)
}
