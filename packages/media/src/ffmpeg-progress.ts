import { readLines } from './read-lines.ts'

export interface ProgressReader {
  /** Reads ffmpeg's `-progress` blocks until the stream ends. */
  read(stdout: AsyncIterable<Uint8Array>): Promise<void>
  /** Seconds of output written so far. */
  seconds(): number
}

/**
 * Reads `-progress pipe:1`. `onProgress` gets 0..1 of `duration`, always growing, and never 1: only the caller knows that
 * all is done. Silent without a duration.
 */
export function createProgressReader(
  duration: number | undefined,
  onProgress: ((progress: number) => void) | undefined,
): ProgressReader {
  let seconds = 0
  let reported = -1
  const take = (line: string): void => {
    // `out_time_ms` holds microseconds too, an old mistake; early values are `N/A` or negative.
    const value = /^out_time_us=(\d+)$/.exec(line.trim())?.[1]
    if (value === undefined) return
    seconds = Math.max(seconds, Number(value) / 1e6)
    if (!duration) return
    const progress = Math.min(seconds / duration, 0.999)
    if (progress <= reported) return
    reported = progress
    onProgress?.(progress)
  }
  return {
    seconds: () => seconds,
    async read(stdout) {
      for await (const line of readLines(stdout)) take(line)
    },
  }
}
