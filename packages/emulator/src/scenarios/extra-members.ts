import { mapSegments, mapSpeech, type Scenario } from './answer.ts'

/** E.28: members that only some servers send. */
export const extraMembers: Scenario = (answer) =>
  mapSpeech(
    mapSegments(answer, (segments) =>
      segments.map((segment) => ({ ...segment, transient: false, speaker: 'SPEAKER_00' })),
    ),
    (speech) => ({ ...speech, x_groq: { id: 'req_01' }, detected_language_probability: 0.98 }),
  )
