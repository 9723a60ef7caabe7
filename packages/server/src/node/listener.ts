import type { IncomingMessage, ServerResponse } from 'node:http'
import { isCuekitError } from '@cuekit/core'
import { errorResponse } from './error-response.ts'
import { sendResponse } from './send-response.ts'
import { toRequest, type ToRequestOptions } from './to-request.ts'

/** A fetch handler, such as `cuekit.handle`. */
export type FetchHandler = (
  request: Request,
  context: { native: { req: IncomingMessage; res: ServerResponse } },
) => Response | Promise<Response>

export interface NodeListenerOptions extends ToRequestOptions {
  /** Told of every failure that is not the client's. Default `console.error`. */
  onError?: (error: unknown) => void
}

/** A listener for `http.createServer()` that answers with a fetch handler: `createServer(toNodeListener(cuekit.handle))`. */
export function toNodeListener(
  handler: FetchHandler,
  options: NodeListenerOptions = {},
): (req: IncomingMessage, res: ServerResponse) => Promise<void> {
  const { onError = console.error } = options
  return async (req, res) => {
    let request: Request | undefined
    try {
      request = toRequest(req, res, options)
      await sendResponse(res, await handler(request, { native: { req, res } }))
    } catch (error) {
      if (request?.signal.aborted) return
      if (!isCuekitError(error)) onError(error)
      if (!res.headersSent) await sendResponse(res, errorResponse(error))
    }
  }
}
