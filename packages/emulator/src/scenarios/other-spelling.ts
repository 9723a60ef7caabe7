import type { Scenario } from './answer.ts'

const OTHER: Record<string, string> = { subtitile: 'subtitle', subtitle: 'subtitile' }

/** E.1: the result's key in the other spelling. */
export const otherSpelling: Scenario = (answer) => {
  const { result } = answer.body
  if (answer.api !== '302' || typeof result !== 'object' || result === null) return answer
  const renamed = Object.entries(result).map(([key, value]) => [OTHER[key] ?? key, value])
  return { ...answer, body: { ...answer.body, result: Object.fromEntries(renamed) } }
}
