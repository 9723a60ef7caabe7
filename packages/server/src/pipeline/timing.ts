/** Times of the pipeline in milliseconds. */
export interface Timing {
  /** First wait before a step is tried again; doubles each time. */
  retryMs: number
  maxRetryMs: number
  /** First wait between two polls; grows by half each time. */
  pollMs: number
  maxPollMs: number
  /** How long a remote job may take. */
  remoteMs: number
  /** Sign of life of a run that has nothing to write. */
  heartbeatMs: number
  /** Least time between two writes of progress. */
  progressMs: number
  /** How long a run that was ended waits for its step to let go. */
  letGoMs: number
  /** 0..1. */
  random: () => number
}

export const DEFAULT_TIMING: Timing = {
  retryMs: 2000,
  maxRetryMs: 60_000,
  pollMs: 2000,
  maxPollMs: 15_000,
  remoteMs: 6 * 3600_000,
  heartbeatMs: 10_000,
  progressMs: 1000,
  letGoMs: 4000,
  random: Math.random,
}

/** What a service may make us wait at most: an absurd `Retry-After` must not park a task for a year. */
const LONGEST_WAIT = 5 * 60_000

/** Milliseconds before attempt `attempt` (1 is the first repetition): as told by the service, else a random part of a doubling time. */
export function retryDelay(timing: Timing, attempt: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(Math.max(0, retryAfterMs), LONGEST_WAIT)
  const most = Math.min(timing.retryMs * 2 ** (attempt - 1), timing.maxRetryMs)
  // Never nothing: a service that has just failed gets at least half the time.
  return most / 2 + (most / 2) * timing.random()
}

/** Milliseconds before poll `poll` (0 is the first), spread by a fifth so that tasks of the same moment part. */
export function pollDelay(timing: Timing, poll: number, retryAfterMs?: number): number {
  if (retryAfterMs !== undefined) return Math.min(Math.max(0, retryAfterMs), LONGEST_WAIT)
  const delay = Math.min(timing.pollMs * 1.5 ** Math.min(poll, 30), timing.maxPollMs)
  return delay * (0.8 + 0.4 * timing.random())
}
