import { CuekitError } from '../errors/error.ts'

/** The error for a call that its caller gave up. */
export function abortedError(signal: AbortSignal): CuekitError {
  return new CuekitError('aborted', 'The operation was aborted.', { cause: signal.reason })
}

/** Throws `aborted` before anything is read or sent when the caller has given up already. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal)
}
