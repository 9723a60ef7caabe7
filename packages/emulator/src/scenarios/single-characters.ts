import { having, type Item, mapWords, type Scenario } from './answer.ts'

/** E.41: each character is a word, as in languages written without spaces. */
export const singleCharacters: Scenario = (answer) =>
  mapWords(answer, (words) => words.flatMap(split))

function split(word: Item): Item[] {
  const characters = [...String(word['word'])]
  const start = Number(word['start'])
  const step = (Number(word['end']) - start) / characters.length
  return characters.map((character, at) =>
    having(word, { word: character, start: start + at * step, end: start + (at + 1) * step }),
  )
}
