import { type Item, mapSegments, mapWords, type Scenario } from './answer.ts'

const SCORES = ['score', 'avg_logprob', 'compression_ratio', 'no_speech_prob']

/** E.23: scores are null. */
export const nullScores: Scenario = (answer) => {
  const nulled = (item: Item): Item =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name, SCORES.includes(name) ? null : value]),
    )
  return mapSegments(
    mapWords(answer, (words) => words.map(nulled)),
    (segments) => segments.map(nulled),
  )
}
