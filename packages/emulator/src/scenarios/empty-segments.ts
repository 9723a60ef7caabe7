import { mapSegments, type Scenario } from './answer.ts'

/** E.19: an empty segment stands after each. */
export const emptySegments: Scenario = (answer) =>
  mapSegments(answer, (segments) =>
    segments.flatMap((segment) => [
      segment,
      { ...segment, start: segment['end'], text: '', tokens: [], words: [] },
    ]),
  )
