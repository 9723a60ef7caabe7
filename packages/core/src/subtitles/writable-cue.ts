import type { Cue } from '../schemas/cue.ts'
import { isBlank } from './source.ts'
import { toMilliseconds } from './time.ts'

/** What SRT and WebVTT can carry of a cue's times and text. */
export interface WritableCue {
  start: number
  end: number
  lines: string[]
}

/**
 * A cue on the grid of SRT and WebVTT: times are whole milliseconds given as seconds, the end is not before the
 * start, and a line break inside a line makes two lines. Blank lines are left out: they would end the cue in the file.
 */
export function toWritableCue(cue: Cue): WritableCue {
  const start = toMilliseconds(cue.start)
  const end = Math.max(start, toMilliseconds(cue.end))
  return { start: start / 1000, end: end / 1000, lines: cue.lines.flatMap(splitLine) }
}

function splitLine(line: string): string[] {
  return line.split(/\r\n|\r|\n/).filter((part) => !isBlank(part))
}
