import type { Scenario } from './answer.ts'

const OTHER: Record<string, string> = { queue: 'pending', processing: 'transcribing' }

/** E.2: a task that is not done has a status outside the documented four. */
export const undocumentedStatus: Scenario = (answer) => {
  const { status } = answer.body
  if (answer.api !== '302' || typeof status !== 'string') return answer
  return { ...answer, body: { ...answer.body, status: OTHER[status] ?? status } }
}
