import { items, mapSpeech, type Scenario } from './answer.ts'

/** E.10: the first segment could not be aligned: its text stays, its words are gone and `chars` is null. */
export const failedAlignment: Scenario = (answer) =>
  mapSpeech(answer, (speech) => {
    const [first, ...rest] = items(speech['segments'])
    if (first === undefined) return speech
    if (answer.api === '302') {
      return {
        ...speech,
        segments: [{ ...first, words: [], chars: null }, ...rest],
        word_segments: rest.flatMap(({ words }) => items(words)),
      }
    }
    const words = items(speech['words']).filter(
      ({ start }) => Number(start) >= Number(first['end']),
    )
    return {
      ...speech,
      segments: [{ ...first, chars: null }, ...rest],
      ...('words' in speech && { words }),
    }
  })
