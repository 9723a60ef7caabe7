import { mapSpeech, type Scenario } from './answer.ts'

/** E.32: a transcript of nothing, and no error. */
export const nothingSaid: Scenario = (answer) =>
  mapSpeech(answer, (speech) => ({
    ...speech,
    ...('segments' in speech && { segments: [] }),
    ...('words' in speech && { words: [] }),
    ...(answer.api === '302' ? { word_segments: [] } : { text: '', languages: [] }),
  }))
