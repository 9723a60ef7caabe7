import { mapSpeech, type Scenario } from './answer.ts'

/** E.26: the language is null, which it may be as well as a name, a code or missing. */
export const nullLanguage: Scenario = (answer) =>
  mapSpeech(answer, (speech) => ({ ...speech, language: null }))
