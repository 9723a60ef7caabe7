import { mapSpeech, type Scenario } from './answer.ts'

/** E.27: the usage is null. */
export const nullUsage: Scenario = (answer) =>
  mapSpeech(answer, (speech) => ({ ...speech, usage: null }))
