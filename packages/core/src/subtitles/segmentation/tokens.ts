import type { Segment, Transcript, Word } from '../../schemas/transcript.ts'
import { hasUnspacedScript, isJoinedWithoutSpace } from '../script.ts'
import { displayWidth } from '../width.ts'
import { type AlignedPiece, alignWords } from './align.ts'
import { cutUnspaced, toPieces } from './pieces.ts'
import { fillTimes, orderTimes, share, speakingTime, type TimedText } from './repair.ts'
import type { Token } from './token.ts'

interface Draft {
  word: Word
  glued: boolean
  opensSegment: boolean
}

// A run of Han or Thai wider than this is a phrase, which a line may have to break.
const PHRASE = 8

/**
 * All that was said as words with times, in spoken order: words that a segment lacks are estimated from its text,
 * punctuation is taken from its text, times are repaired. Nothing is lost and nothing added.
 */
export function toTokens(transcript: Transcript): Token[] {
  const drafts = toSegments(transcript).flatMap(toDrafts)
  joinParts(drafts)
  const words = orderTimes(drafts.map(({ word }) => word))
  const inside = findInsideWord(drafts)
  let speaker: string | undefined
  return drafts.map(({ glued, opensSegment }, index) => {
    const word = words[index] ?? { text: '', start: 0, end: 0 }
    // WhisperX names no speaker where a word meets none of the turns; that is no change of speaker.
    speaker = word.speaker ?? (opensSegment ? undefined : speaker)
    const width = displayWidth(word.text)
    return { word, speaker, width, glued, opensSegment, insideWord: inside.has(index) }
  })
}

function toSegments(transcript: Transcript): Segment[] {
  const { segments, text, duration } = transcript
  if (segments.length === 0) return [{ start: 0, end: duration ?? 0, text }]
  return segments.toSorted((a, b) => sortKey(a) - sortKey(b))
}

function sortKey({ start }: Segment): number {
  return Number.isFinite(start) ? start : 0
}

function toDrafts(segment: Segment): Draft[] {
  const given = (segment.words ?? []).filter(({ text }) => text.trim() !== '')
  const start = Number.isFinite(segment.start) ? Math.max(0, segment.start) : 0
  const ends = segment.end > start && Number.isFinite(segment.end)
  const end = ends ? segment.end : start + speakingTime(segment.text)
  const parts = given.flatMap(toParts)
  const pieces: AlignedPiece[] =
    parts.length === 0
      ? toPieces(segment.text)
      : (alignWords(
          segment.text,
          parts.map(({ text }) => text.trim()),
        ) ?? placeByScript(parts))
  const timed = pieces.map(({ text, index }): TimedText => {
    const part = index === undefined ? undefined : parts[index]
    const speaker = part?.speaker ?? segment.speaker
    const known = part ?? { estimated: true as const }
    return { ...known, text, ...(speaker === undefined ? {} : { speaker }) }
  })
  return fillTimes(timed, start, end).flatMap((word, index) => {
    const glued = index > 0 && pieces[index]?.glued === true
    return cutPhrase(word).map((cut, place) => ({
      word: cut,
      glued: glued || place > 0,
      opensSegment: index === 0 && place === 0,
    }))
  })
}

/** Some engines give several words as one: each becomes a word of its own. White space at the ends is kept. */
function toParts(word: Word): Word[] {
  const parts = word.text.match(/\s*\S+\s*$|\s*\S+/g) ?? []
  return parts.length < 2
    ? [word]
    : share(
        parts.map((text) => withText(word, text)),
        word.start,
        word.end,
      )
}

/** Spaces between words when the segment's text cannot tell: as the words say themselves, else as their script has it. */
function placeByScript(parts: readonly Word[]): AlignedPiece[] {
  const spaced = parts.filter(({ text }) => /^\s|\s$/.test(text)).length
  // Engines that put a space before each word mean its absence as well: there a part continues the word before it.
  const explicit = spaced * 2 > parts.length
  return parts.map(({ text }, index) => {
    const before = parts[index - 1]?.text ?? ''
    const glued = explicit
      ? !/\s$/.test(before) && !/^\s/.test(text)
      : isJoinedWithoutSpace(before.trim(), text.trim())
    return { text: text.trim(), glued, index }
  })
}

function cutPhrase(word: Word): Word[] {
  if (!hasUnspacedScript(word.text) || displayWidth(word.text) <= PHRASE) return [word]
  const parts = cutUnspaced(word.text).map((text) => withText(word, text))
  return parts.length < 2 ? [word] : share(parts, word.start, word.end)
}

function withText(word: Word, text: string): Word {
  return { ...word, text }
}

/** Joins parts of a Latin word (tokens of whisper.cpp) and decides the spaces where two segments meet. */
function joinParts(drafts: Draft[]): void {
  let kept = 0
  for (const draft of drafts) {
    const before = drafts[kept - 1]
    if (before !== undefined && draft.opensSegment) {
      draft.glued = isJoinedWithoutSpace(before.word.text, draft.word.text)
    }
    if (before !== undefined && draft.glued && !mayPart(before.word.text, draft.word.text)) {
      const { word } = before
      word.text += draft.word.text
      word.end = Math.max(word.end, draft.word.end)
      if (word.confidence !== undefined && draft.word.confidence !== undefined) {
        word.confidence = Math.min(word.confidence, draft.word.confidence)
      }
      if (draft.word.estimated) word.estimated = true
    } else {
      drafts[kept] = draft
      kept += 1
    }
  }
  drafts.length = kept
}

function mayPart(before: string, after: string): boolean {
  return hasUnspacedScript(before.slice(-2)) || hasUnspacedScript(after.slice(0, 2))
}

/** Indexes of tokens that begin inside a word of a script without spaces: engines give Chinese character by character. */
function findInsideWord(drafts: readonly Draft[]): Set<number> {
  const inside = new Set<number>()
  for (let from = 0; from < drafts.length;) {
    let to = from + 1
    while (to < drafts.length && drafts[to]?.glued) to += 1
    if (to - from > 1) {
      const texts = drafts.slice(from, to).map(({ word }) => word.text)
      const edges = new Set<number>()
      let edge = 0
      for (const piece of cutUnspaced(texts.join(''))) edges.add((edge += piece.length))
      let offset = 0
      texts.forEach((text, index) => {
        if (index > 0 && !edges.has(offset)) inside.add(from + index)
        offset += text.length
      })
    }
    from = to
  }
  return inside
}
