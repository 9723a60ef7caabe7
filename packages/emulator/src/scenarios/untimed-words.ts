import { mapWords, type Scenario, without } from './answer.ts'

const PLAIN = /^[\p{L}\p{M}'’.,!?-]+$/u

/** E.6: words with digits or symbols have no times and no score; where a list has none, its second word. */
export const untimedWords: Scenario = (answer) =>
  mapWords(answer, (words) => {
    const odd = words.filter(({ word }) => !PLAIN.test(String(word)))
    const hit = odd.length > 0 ? odd : words.slice(1, 2)
    return words.map((word) => (hit.includes(word) ? without(word, 'start', 'end', 'score') : word))
  })
