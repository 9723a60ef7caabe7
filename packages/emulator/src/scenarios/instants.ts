import { mapSegments, mapWords, type Scenario } from './answer.ts'

/** E.18: every third word and the last segment end where they start. */
export const instants: Scenario = (answer) => {
  const words = mapWords(answer, (list) =>
    list.map((word, at) => (at % 3 === 0 ? { ...word, end: word['start'] } : word)),
  )
  return mapSegments(words, (list) =>
    list.map((segment, at) =>
      at === list.length - 1 ? { ...segment, end: segment['start'] } : segment,
    ),
  )
}
