import { mapSegments, mapSpeech, mapWords, type Scenario } from './answer.ts'

/** E.17: every text and word begins with a space. */
export const leadingSpaces: Scenario = (answer) => {
  const spaced = (text: unknown): string => ` ${String(text).trimStart()}`
  const words = mapWords(answer, (list) =>
    list.map((word) => ({ ...word, word: spaced(word['word']) })),
  )
  const segments = mapSegments(words, (list) =>
    list.map((segment) => ({ ...segment, text: spaced(segment['text']) })),
  )
  return mapSpeech(segments, (speech) =>
    'text' in speech ? { ...speech, text: spaced(speech['text']) } : speech,
  )
}
