import type { IncomingMessage, ServerResponse } from 'node:http'
import { consoleLogger } from '../logger.ts'
import { answer, type FetchHandler } from './answer.ts'
import { errorResponse } from './error-response.ts'
import { sendResponse } from './send-response.ts'
import type { ToRequestOptions } from './to-request.ts'

const toConsole = (error: unknown): void =>
  consoleLogger('cuekit').error('request failed', { error })

export interface NodeListenerOptions extends ToRequestOptions {
  /** Told of failures that are not the client's. Default: the console. */
  onError?: (error: unknown) => void
}

/** A listener for `http.createServer()` that answers with a fetch handler: `createServer(toNodeListener(cuekit.handle))`. */
export function toNodeListener(
  handler: FetchHandler,
  options: NodeListenerOptions = {},
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const { onError = toConsole } = options
  return async (req, res) => {
    try {
      await answer(req, res, handler, options)
    } catch (error) {
      onError(error)
      if (!res.headersSent) await sendResponse(res, errorResponse(error))
    }
  }
}
