import { CuekitError, isCuekitError } from '@cuekit/core'

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** A failed file operation as an error without a path in it; ours and aborts stay what they are. */
export function toStorageError(error: unknown): unknown {
  if (isCuekitError(error)) return error
  if (!(error instanceof Error) || !('syscall' in error)) return error
  const code = String((error as NodeJS.ErrnoException).code)
  if (FULL.has(code)) {
    return new CuekitError(
      'storage_full',
      'The server has no room left for media; free some space, then try again.',
      { cause: error },
    )
  }
  return new CuekitError('internal', `The storage folder cannot be used (${code}).`, {
    cause: error,
  })
}
