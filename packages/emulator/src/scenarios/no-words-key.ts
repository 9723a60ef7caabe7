import { mapSegments, mapSpeech, type Scenario, without } from './answer.ts'

/** E.12: there is no `words` anywhere. */
export const noWordsKey: Scenario = (answer) =>
  mapSpeech(
    mapSegments(answer, (segments) => segments.map((segment) => without(segment, 'words'))),
    (speech) => without(speech, 'words', 'word_segments'),
  )
