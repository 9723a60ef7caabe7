import { mapSegments, mapSpeech, type Scenario } from './answer.ts'

/** E.14: lists are null: words and segments of OpenAI's kind, words of 302's. */
export const nullLists: Scenario = (answer) =>
  answer.api === 'openai'
    ? mapSpeech(answer, (speech) => ({ ...speech, segments: null, words: null }))
    : mapSpeech(
        mapSegments(answer, (segments) => segments.map((one) => ({ ...one, words: null }))),
        (speech) => ({ ...speech, word_segments: null }),
      )
