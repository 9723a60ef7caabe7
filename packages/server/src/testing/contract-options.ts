import type { Authorize, Limits, Logger } from '../context.ts'

/** Owner by the header `x-user`; none without it. `x-cookie: 1` asks for a cookie. */
const authorize: Authorize = ({ headers }) => {
  const id = headers.get('x-user')
  if (id === null) return null
  return headers.has('x-cookie') ? { id, setCookie: 'contract=1; Path=/; HttpOnly' } : { id }
}

const limits: Partial<Limits> = { maxBytes: 16 * 1024 * 1024, maxActiveTasks: 50 }
const quiet = (): void => {}
const logger: Logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/** Options of the instance behind `handlerContract`: `createCuekit({ ...contractOptions, engine, storage })`. */
export const contractOptions = { authorize, limits, logger }
