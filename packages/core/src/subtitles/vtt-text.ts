import type { Word } from '../schemas/transcript.ts'
import { decodeEntities } from './entities.ts'
import { hasUnspacedScript } from './script.ts'
import { parseVttTime } from './time.ts'

export interface VttText {
  lines: string[]
  /** The voice, when the whole cue has one. */
  speaker?: string
  /** From the timestamps inside the text; missing when there are none. */
  words?: Word[]
  /** More than one voice speaks; then only `words` can tell them apart. */
  severalSpeakers: boolean
}

interface Mark {
  offset: number
  seconds: number
}

interface Voice {
  offset: number
  speaker: string | undefined
}

/**
 * The payload of a WebVTT cue as plain text: entities decoded, tags taken out, `<v>` and inner timestamps kept as
 * speaker and words. Source: WebVTT 6.4, "WebVTT cue text tokenizer".
 */
export function readVttText(text: string, start: number, end: number): VttText {
  if (!text.includes('<')) return { lines: toLines(decodeEntities(text)), severalSpeakers: false }
  let plain = ''
  const marks: Mark[] = []
  const voices: Voice[] = []
  for (let at = 0; at < text.length;) {
    const open = text.indexOf('<', at)
    const stop = open === -1 ? text.length : open
    plain += decodeEntities(text.slice(at, stop))
    if (open === -1) break
    const close = text.indexOf('>', open)
    const tag = text.slice(open + 1, close === -1 ? text.length : close)
    at = close === -1 ? text.length : close + 1
    const seconds = parseVttTime(tag)
    if (seconds !== undefined) marks.push({ offset: plain.length, seconds })
    else if (/^v(?:[. \t\n\f]|$)/.test(tag)) {
      voices.push({ offset: plain.length, speaker: annotation(tag) })
    } else if (tag === '/v') voices.push({ offset: plain.length, speaker: undefined })
  }
  const names = new Set(voices.flatMap(({ speaker }) => speaker ?? []))
  const several = names.size > 1
  const [speaker] = names
  const words = marks.length === 0 ? undefined : toWords(plain, marks, start, end)
  if (several && words !== undefined) nameSpeakers(words, voices)
  return {
    lines: toLines(plain),
    ...(several || speaker === undefined ? {} : { speaker }),
    ...(words === undefined ? {} : { words: words.map(({ word }) => word) }),
    severalSpeakers: several,
  }
}

function toLines(plain: string): string[] {
  return plain === '' ? [] : plain.split('\n')
}

function annotation(tag: string): string | undefined {
  const space = /[ \t\n\f]/.exec(tag)
  if (space === null) return undefined
  const name = decodeEntities(tag.slice(space.index))
    .replace(/[ \t\n\f\r]+/g, ' ')
    .trim()
  return name === '' ? undefined : name
}

interface PlacedWord {
  offset: number
  word: Word
}

/** Text between two timestamps is spoken between them; several words there share the time by length, as estimates. */
function toWords(plain: string, marks: readonly Mark[], start: number, end: number): PlacedWord[] {
  const words: PlacedWord[] = []
  const edges: Mark[] = [{ offset: 0, seconds: start }]
  for (const mark of marks) {
    // Timestamps that go back or leave the cue contradict the time line, which is what players follow.
    const last = edges.at(-1)?.seconds ?? start
    if (mark.seconds >= last && mark.seconds <= end) edges.push(mark)
  }
  edges.forEach((edge, index) => {
    const next = edges[index + 1] ?? { offset: plain.length, seconds: Math.max(edge.seconds, end) }
    const chunk = plain.slice(edge.offset, next.offset)
    const parts = [...chunk.matchAll(/\S+/g)]
    const total = parts.reduce((sum, [part]) => sum + part.length, 0)
    let passed = 0
    for (const part of parts) {
      const at = (passed / total) * (next.seconds - edge.seconds) + edge.seconds
      passed += part[0].length
      const until =
        passed === total
          ? next.seconds
          : (passed / total) * (next.seconds - edge.seconds) + edge.seconds
      const word: Word = { text: part[0], start: at, end: until }
      if (parts.length > 1) word.estimated = true
      const offset = edge.offset + part.index
      const previous = words.at(-1)
      if (previous !== undefined && continues(plain, previous, offset)) {
        // A timestamp inside a word, as karaoke of syllables has it: still one word.
        previous.word.text += word.text
        previous.word.end = word.end
      } else words.push({ offset, word })
    }
  })
  return words
}

function continues(plain: string, previous: PlacedWord, offset: number): boolean {
  const before = plain[offset - 1]
  if (before === undefined || /\s/.test(before)) return false
  return !hasUnspacedScript(before) || !hasUnspacedScript(plain[offset] ?? '')
}

function nameSpeakers(words: readonly PlacedWord[], voices: readonly Voice[]): void {
  let next = 0
  let speaker: string | undefined
  for (const { offset, word } of words) {
    for (; (voices[next]?.offset ?? Infinity) <= offset; next += 1) speaker = voices[next]?.speaker
    if (speaker !== undefined) word.speaker = speaker
  }
}
