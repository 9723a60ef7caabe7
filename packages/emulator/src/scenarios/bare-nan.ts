import { type Item, mapSegments, mapWords, type Scenario } from './answer.ts'

const MARK = '\u0000NaN'

/** E.22: scores that could not be computed are the bare word NaN, as Python prints it, which is no JSON. */
export const bareNan: Scenario = (answer) => {
  const marked = (item: Item): Item =>
    Object.fromEntries(
      Object.entries(item).map(([name, value]) =>
        name === 'score' || name === 'avg_logprob' ? [name, MARK] : [name, value],
      ),
    )
  const { body } = mapSegments(
    mapWords(answer, (words) => words.map(marked)),
    (segments) => segments.map(marked),
  )
  return { ...answer, body, text: JSON.stringify(body).replaceAll(JSON.stringify(MARK), 'NaN') }
}
