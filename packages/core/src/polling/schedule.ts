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

// Ten minutes: what is asked for beyond is a mistake, and would keep the caller from a result that is there.
const LONGEST_WISH = 600_000

/**
 * First poll after 1 s, then half as long again each time up to 10 s, give or take a tenth; back to 2 s after a change.
 * What the service asks for wins, up to ten minutes. A task of ten minutes costs about 65 requests.
 */
export const pollDelay: Schedule = (
  { poll, previous, changed, retryAfterMs },
  random = Math.random,
) => {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_WISH)
  const base = poll === 0 || previous === undefined ? 1000 : changed ? 2000 : previous * 1.5
  return Math.min(10_000, base) * (0.9 + 0.2 * random())
}
