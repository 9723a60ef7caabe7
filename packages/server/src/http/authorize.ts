import { CuekitError, isCuekitError } from '@cuekit/core'
import type { Action, Owner, ServerContext } from '../context.ts'

/** Asks the application's `authorize`. Throws `unauthorized` for null; a failure of the application itself is `internal`. */
export async function askOwner(
  context: ServerContext,
  request: Request,
  details: { action: Action; native?: unknown; requestId: string },
): Promise<Owner> {
  const { requestId, ...question } = details
  let owner: Owner | null
  try {
    owner = await context.authorize(request, question)
  } catch (error) {
    // Thrown on purpose by the application, e.g. `rate_limited`.
    if (isCuekitError(error)) throw error
    context.logger.error('authorize threw', { requestId, action: details.action, error })
    throw broken(error)
  }
  if (owner === null) {
    throw new CuekitError('unauthorized', 'Sign in first: the application does not know who asks.')
  }
  // `{ id: user?.id }` of a missing user would make all visitors one owner.
  if (typeof owner?.id !== 'string' || owner.id === '') {
    context.logger.error('authorize must return null or an owner whose id is a text', {
      requestId,
      action: details.action,
    })
    throw broken(undefined)
  }
  return owner
}

function broken(cause: unknown): CuekitError {
  return new CuekitError('internal', 'The application could not tell who asks; see its log.', {
    cause,
  })
}
