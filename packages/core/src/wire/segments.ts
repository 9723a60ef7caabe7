import type { Segment } from '../schemas/transcript.ts'
import { joinWords } from './join-words.ts'
import { punctuate } from './punctuate.ts'
import type { RawSegment } from './raw-transcript.ts'
import { spread } from './spread.ts'
import type { Warnings } from './warnings.ts'
import { joinWordParts } from './word-parts.ts'
import { repairWords } from './words.ts'

// Slow speech; only used where neither the answer nor the caller knows how long the media is.
const CHARACTERS_PER_SECOND = 15

interface Bounds {
  start: number
  end: number
  estimated: boolean
}

const NOWHERE: Bounds = { start: 0, end: 0, estimated: true }

interface TextSegment extends RawSegment {
  text: string
}

function withText(segment: RawSegment): TextSegment {
  const text = segment.text?.trim() ?? ''
  if (text !== '') return { ...segment, text }
  const words = segment.words.map((word) => word.text?.trim() ?? '').filter((word) => word !== '')
  return { ...segment, text: joinWords(words) }
}

/** Bounds from the segment itself, else from its first and last timed word. */
function ownBounds(segment: TextSegment): { start: number | undefined; end: number | undefined } {
  const { words } = segment
  const start = segment.start ?? words.find((word) => word.start !== undefined)?.start
  const end = segment.end ?? words.findLast((word) => word.end !== undefined)?.end
  return { start, end: end !== undefined && end >= (start ?? 0) ? end : undefined }
}

/** Every segment with a start and an end; what is missing is shared out between the neighbours. */
function fillBounds(segments: readonly TextSegment[], duration: number | undefined): Bounds[] {
  const known = segments.map(ownBounds)
  const filled: Bounds[] = []
  let index = 0
  while (index < segments.length) {
    const { start, end } = known[index] ?? {}
    if (start !== undefined && end !== undefined) {
      filled.push({ start, end, estimated: false })
      index += 1
      continue
    }
    let next = index + 1
    while (next < segments.length && known[next]?.start === undefined) next += 1
    const texts = segments.slice(index, next).map(({ text }) => text)
    const from = start ?? filled.at(-1)?.end ?? 0
    const spoken = from + texts.join('').length / CHARACTERS_PER_SECOND
    const bound = known[next]?.start ?? known[next - 1]?.end ?? duration ?? spoken
    // A start that was sent stays; a guessed one must not come after the next segment.
    const limit = start === undefined ? bound : Math.max(start, bound)
    for (const times of spread(texts, Math.min(from, limit), limit)) {
      filled.push({ ...times, estimated: true })
    }
    index = next
  }
  return filled
}

/** Segments in order of start, each with text, times and repaired words. Overlapping segments (two speakers) stay as they are. */
export function repairSegments(
  raw: readonly RawSegment[],
  duration: number | undefined,
  warnings: Warnings,
): Segment[] {
  const spoken = raw.map(withText).filter((segment) => {
    if (segment.text === '') warnings.add('segment_dropped')
    return segment.text !== ''
  })
  const bounds = fillBounds(spoken, duration)
  const timed = spoken.map((segment, index) => ({ segment, bounds: bounds[index] ?? NOWHERE }))
  const sorted = timed.toSorted((one, other) => one.bounds.start - other.bounds.start)
  if (sorted.some((entry, index) => entry !== timed[index])) warnings.add('segments_reordered')
  return sorted.map((entry, index) => {
    if (entry.bounds.estimated) warnings.add('segment_times_estimated', { segment: index })
    const whole = joinWordParts(entry.segment.words, () =>
      warnings.add('word_parts_joined', { segment: index }),
    )
    const words = repairWords(whole, entry.bounds, {
      onDrop: () => warnings.add('word_dropped', { segment: index }),
      onEstimate: (word) => warnings.add('word_times_estimated', { segment: index, word }),
    })
    const segment: Segment = {
      start: entry.bounds.start,
      end: entry.bounds.end,
      text: entry.segment.text,
    }
    if (words.length > 0) segment.words = punctuate(segment.text, words)
    if (entry.segment.speaker !== undefined) segment.speaker = entry.segment.speaker
    return segment
  })
}
