import { mapSegments, type Scenario } from './answer.ts'

/** E.20: each segment ends half a second after the next has begun; the words stay where they are. */
export const overlaps: Scenario = (answer) =>
  mapSegments(answer, (segments) =>
    segments.map((segment, at) => {
      const next = segments[at + 1]
      return next === undefined ? segment : { ...segment, end: Number(next['start']) + 0.5 }
    }),
  )
