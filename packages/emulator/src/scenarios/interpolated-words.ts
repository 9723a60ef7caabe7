import { having, type Item, items, mapSpeech, mapWords, type Scenario, without } from './answer.ts'

/** E.7: inner words have times between their neighbours' and no score; the last segment's words have no times at all. */
export const interpolatedWords: Scenario = (answer) =>
  mapSpeech(mapWords(answer, interpolate), (speech) => {
    const segments = items(speech['segments'])
    if (answer.api === 'openai' || segments.length === 0) return speech
    const bare = segments.map((segment, at) =>
      at < segments.length - 1
        ? segment
        : having(segment, {
            words: items(segment['words']).map((word) => without(word, 'start', 'end', 'score')),
          }),
    )
    return { ...speech, segments: bare, word_segments: bare.flatMap(({ words }) => items(words)) }
  })

function interpolate(words: Item[]): Item[] {
  const [from, to] = [Number(words[0]?.['end']), Number(words.at(-1)?.['start'])]
  const step = (to - from) / Math.max(1, words.length - 2)
  return words.map((word, at) =>
    at === 0 || at === words.length - 1
      ? word
      : {
          ...without(word, 'score'),
          start: from + (at - 1) * step,
          end: from + at * step,
        },
  )
}
