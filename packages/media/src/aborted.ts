import { CuekitError } from '@cuekit/core'

/** The error of an aborted operation. */
export function aborted(signal: AbortSignal): CuekitError {
  return new CuekitError('aborted', 'The operation was aborted.', { cause: signal.reason })
}
