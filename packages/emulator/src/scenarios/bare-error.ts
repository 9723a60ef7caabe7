import type { Scenario } from './answer.ts'

/** E.4: an error outside the usual envelope: only a message, or FastAPI's list. */
export const bareError: Scenario = (answer) => {
  if (answer.status < 400) return answer
  const message = 'The request could not be processed.'
  const detail = [{ loc: ['body', 'file'], msg: message, type: 'value_error' }]
  return { ...answer, body: answer.api === '302' ? { message } : { detail } }
}
