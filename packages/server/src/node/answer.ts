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

/**
 * Answers one Node request with a fetch handler: what every adapter over Node does. Errors with a code are answered in the
 * wire form; a client that has left is nobody's error. Rejects with anything else, and when the body fails midway.
 */
export async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  handler: FetchHandler,
  options: ToRequestOptions = {},
): Promise<void> {
  let request: Request | undefined
  try {
    request = toRequest(req, res, options)
    await sendResponse(res, await handler(request, { native: { req, res } }))
  } catch (error) {
    if (request?.signal.aborted) return
    if (!isCuekitError(error) || res.headersSent) throw error
    await sendResponse(res, errorResponse(error))
  }
}
