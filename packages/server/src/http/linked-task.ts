import type { LinkPurpose } from '../context.ts'
import type { StoredTask } from '../ports/task-store.ts'
import type { RouteInput } from './route.ts'

/**
 * The task of a route that a signed link may open; without a signature its owner is asked for.
 * Throws `link_invalid`, `unauthorized`, `not_found`.
 */
export async function linkedTask(input: RouteInput, purpose: LinkPurpose): Promise<StoredTask> {
  const { context, params, query } = input
  const id = params['id'] ?? ''
  if (context.links.verify(id, purpose, query) === 'valid') return context.tasks.get(id)
  const owner = await input.authorize('read')
  return context.tasks.get(id, owner.id)
}
