import type { Cuekit } from '@cuekit/server'
import { answer } from '@cuekit/server/node'
import type { Request, RequestHandler, Response } from 'express'

/** What `authorize` gets as `native` under Express: passport's `req.user` and sessions are in reach. */
export interface ExpressNative {
  req: Request
  res: Response
}

/**
 * Cuekit as an Express middleware (4.18 and 5), mounted where you like and before body parsers:
 * `app.use('/api/cuekit', expressMiddleware(cuekit))`.
 * What `authorize` or the pipeline throws goes to `next(error)`; a client that has left is nobody's error.
 */
export function expressMiddleware(cuekit: Pick<Cuekit, 'handle'>): RequestHandler {
  return async (req, res, next) => {
    const native: ExpressNative = { req, res }
    try {
      await answer(req, res, (request) => cuekit.handle(request, { basePath: req.baseUrl, native }))
    } catch (error) {
      next(error)
    }
  }
}
