export interface UploadProgress {
  /** Bytes of the whole request body. */
  sent: number
  total?: number
}

/** Calls back at most ten times a second, and always for the last byte. */
export function createUploadProgress(
  onProgress: (progress: UploadProgress) => void,
  now: () => number = Date.now,
): (step: { sent: number; total: number | undefined; complete: boolean }) => void {
  let last = Number.NEGATIVE_INFINITY
  let reported = -1
  return ({ sent, total, complete }) => {
    const time = now()
    if (sent === reported || (!complete && time - last < 100)) return
    last = time
    reported = sent
    onProgress({ sent, ...(total === undefined ? {} : { total }) })
  }
}
