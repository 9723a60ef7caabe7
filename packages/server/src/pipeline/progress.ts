/** Keeps writes of progress few: at most one per `everyMs`, and only for growth of 1 % or more. */
export function createProgress({
  write,
  everyMs,
}: {
  write(progress: number): void
  everyMs: number
}): { report(value: number): void; reset(): void } {
  let written = 0
  let latest = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    timer = undefined
    // 0.07 - 0.06 is a little less than 0.01 in binary.
    if (latest - written < 0.01 - 1e-9) return
    written = latest
    write(latest)
    timer = setTimeout(flush, everyMs)
    timer.unref()
  }

  return {
    report(value) {
      if (!Number.isFinite(value)) return
      latest = Math.max(latest, Math.min(1, value))
      if (timer === undefined) flush()
    },
    reset() {
      clearTimeout(timer)
      timer = undefined
      written = 0
      latest = 0
    },
  }
}
