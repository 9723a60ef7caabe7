export interface ScheduleState {
  /** Polls made so far. */
  poll: number
  /** Milliseconds of the wait before this one; undefined before the first poll. */
  previous?: number | undefined
  /** The last answer differed from the one before. */
  changed: boolean
  /** What the service asked for, in milliseconds. */
  retryAfterMs?: number | undefined
}

/** Milliseconds until the next poll. */
export type Schedule = (state: ScheduleState, random?: () => number) => number

/**
 * First poll after 1 s, then half as long again each time up to 10 s, give or take a tenth; back to 2 s after a change.
 * What the service asks for wins. A task of ten minutes costs about 65 requests.
 */
export const pollDelay: Schedule = (
  { poll, previous, changed, retryAfterMs },
  random = Math.random,
) => {
  if (retryAfterMs !== undefined) return retryAfterMs
  const base = poll === 0 || previous === undefined ? 1000 : changed ? 2000 : previous * 1.5
  return Math.min(10_000, base) * (0.9 + 0.2 * random())
}
