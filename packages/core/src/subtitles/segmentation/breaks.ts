import type { LanguageData } from './languages/language.ts'
import type { Token } from './token.ts'

const sentenceEnd = /[.!?…。！？]["'”’»)\]」』]*$/
const fullStop = /\.["'”’»)\]]*$/
const clauseEnd = /[,;:，；：、—–]["'”’»)\]」』]*$/
const dashAhead = /^[—–-]\s?\S*$/
const capital = /^["'“‘«([]*\p{Lu}/u
const number = /^[$€£]?\d/
const edges = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu
// What must not stand at the start of a line of Chinese or Japanese, and what not at its end (kinsoku).
const neverFirst =
  /^[、。，．・：；！？ー々〉》」』】〕）\]｝ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ]/
const neverLast = /[〈《「『【〔（［｛]$/

/**
 * How good it is to break between two words: below 0 is a good place, above 0 a bad one.
 * Sentence ends count most, then clauses, pauses and the words that open or bind (Netflix English guide, I.11:
 * break after punctuation, before conjunctions and prepositions; keep article and noun, first and last name,
 * auxiliary and verb together).
 */
export function breakCost(before: Token, after: Token, language: LanguageData): number {
  const left = before.word.text
  const right = after.word.text
  if (after.glued && (neverFirst.test(right) || neverLast.test(left))) return 30
  if (after.insideWord) return 15
  const pause = Math.max(0, after.word.start - before.word.end)
  const rest = Math.min(4, pause * 8) + (after.opensSegment ? 1.5 : 0)
  if (endsSentence(left, right, language)) return -8 - rest * 0.3
  const opens = language.opens.get(bare(right)) ?? 0
  if (clauseEnd.test(left) || dashAhead.test(right)) {
    // A clause never weighs as much as a sentence, or every comma would make a cue.
    return -5 - rest * 0.15 - opens * 0.1
  }
  const binds = language.binds.get(bare(left)) ?? 0
  const name = capital.test(left) && capital.test(right) && left !== 'I' ? 3 : 0
  const unit = number.test(left) ? 3 : 0
  const cost = binds + (binds > 0 ? 0 : name + unit - opens) - rest
  return Math.max(cost, -5.5)
}

function endsSentence(left: string, right: string, language: LanguageData): boolean {
  if (!sentenceEnd.test(left)) return false
  if (!fullStop.test(left)) return true
  const word = bare(left)
  // "Mr." and "J." end no sentence; "e.g." neither. A small letter behind a full stop goes on.
  if (language.abbreviations.has(word) || /^\p{L}$/u.test(word)) return false
  return !/^\p{Ll}/u.test(right)
}

function bare(text: string): string {
  return text.replace(edges, '').toLowerCase().replaceAll('’', "'")
}
