import { mapWords, type Scenario } from './answer.ts'

/** E.9: words stand in the wrong order, so that their times fall: each pair is swapped. */
export const fallingTimes: Scenario = (answer) =>
  mapWords(answer, (words) =>
    words.map((word, at) => words[at % 2 === 0 ? at + 1 : at - 1] ?? word),
  )
