/**
 * Seconds after the beginning of the media at which a track starts; undefined when it begins with it. Times below zero are an
 * encoder's run-in, which players cut off.
 */
export function lateStart(track: number, media: number): number | undefined {
  const start = track - Math.max(0, media)
  return start > 0.02 ? start : undefined
}
