import { having, type Item, items, mapSpeech, mapWords, type Scenario, without } from './answer.ts'

const renamed = (word: Item): Item => ({ text: word['word'], ...without(word, 'word') })

/** E.16: words are named `text`, and OpenAI's stand in the segments instead of at the top. */
export const misplacedWords: Scenario = (answer) => {
  if (answer.api === '302') return mapWords(answer, (words) => words.map(renamed))
  return mapSpeech(answer, (speech) => {
    const words = items(speech['words'])
    if (words.length === 0) return speech
    const segments = items(speech['segments']).map((segment) =>
      having(segment, {
        words: words
          .filter((word) => Number(word['start']) >= Number(segment['start']))
          .filter((word) => Number(word['start']) < Number(segment['end']))
          .map(renamed),
      }),
    )
    return { ...without(speech, 'words'), segments }
  })
}
