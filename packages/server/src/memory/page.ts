import { CuekitError } from '@cuekit/core'
import type { StoredTask, TaskPage } from '../ports/task-store.ts'

type Place = Pick<StoredTask, 'createdAt' | 'id'>

/** Newest first; tasks of the same millisecond in a fixed order, so that pages neither skip nor repeat. */
function compare(a: Place, b: Place): number {
  if (a.createdAt !== b.createdAt) return b.createdAt - a.createdAt
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function toCursor({ createdAt, id }: Place): string {
  return Buffer.from(`${createdAt}:${id}`).toString('base64url')
}

function fromCursor(cursor: string): Place {
  const match = /^(\d{1,16}):(.+)$/s.exec(Buffer.from(cursor, 'base64url').toString())
  const [, createdAt, id] = match ?? []
  if (createdAt === undefined || id === undefined) {
    throw new CuekitError('invalid_request', 'The cursor is not one that a list answered with.')
  }
  return { createdAt: Number(createdAt), id }
}

/** One page of an owner's tasks. */
export function pageOf(
  tasks: StoredTask[],
  { owner, cursor, limit }: { owner: string; cursor?: string; limit: number },
): TaskPage {
  const after = cursor === undefined ? undefined : fromCursor(cursor)
  const rest = tasks
    .filter((task) => task.owner === owner && (!after || compare(after, task) < 0))
    .sort(compare)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return rest.length > page.length && last ? { tasks: page, next: toCursor(last) } : { tasks: page }
}
