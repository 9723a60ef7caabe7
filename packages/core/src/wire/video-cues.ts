import type { Cue } from '../schemas/cue.ts'
import { escapeSrtText } from '../subtitles/srt-text.ts'
import { formatSrtTime } from '../subtitles/time.ts'
import { toWritableCue } from '../subtitles/writable-cue.ts'

/**
 * Cues as 302.AI burns them: numbered from 1, times as SRT writes them. Cues without text are left out, and nothing in a text is taken
 * for a tag.
 */
export const toWireCues = (cues: readonly Cue[]) =>
  cues
    .map(toWritableCue)
    .filter(({ lines }) => lines.length > 0)
    .map(({ start, end, lines }, at) => ({
      index: at + 1,
      start_time: formatSrtTime(start),
      end_time: formatSrtTime(end),
      text: lines.map(escapeSrtText).join('\n'),
    }))
