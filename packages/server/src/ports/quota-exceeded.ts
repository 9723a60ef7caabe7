import { CuekitError } from '@cuekit/core'

/** What a store, and whoever asks it first, answers to one task too many. */
export function quotaExceeded(active: number, maxActive: number): CuekitError {
  return new CuekitError(
    'quota_exceeded',
    `There are ${active} unfinished tasks and ${maxActive} are allowed; wait for one to end or cancel it.`,
  )
}
