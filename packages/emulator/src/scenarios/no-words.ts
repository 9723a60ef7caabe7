import { mapSpeech, mapWords, type Scenario } from './answer.ts'

/** E.15: words were asked for, and there are none. */
export const noWords: Scenario = (answer) =>
  answer.api === 'openai'
    ? mapSpeech(answer, (speech) => ({ ...speech, words: [] }))
    : mapWords(answer, () => [])
