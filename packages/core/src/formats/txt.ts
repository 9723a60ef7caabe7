import type { Cue } from '../schemas/cue.ts'
import { isJoinedWithoutSpace } from '../subtitles/script.ts'
import type { FormatModule } from './format.ts'

// A pause after which a reader expects a new paragraph.
const PARAGRAPH_PAUSE = 2

/** The text as a reader wants it: no times, a paragraph for each change of speaker and each long pause. */
export const txt: FormatModule = { format: formatTxt }

function formatTxt(cues: readonly Cue[]): string {
  let text = ''
  let paragraph = ''
  cues.forEach((cue, index) => {
    const before = cues[index - 1]
    if (before === undefined || opensParagraph(before, cue)) {
      if (paragraph !== '') text += `${paragraph}\n\n`
      paragraph =
        cue.speaker === undefined || cue.speaker === before?.speaker ? '' : `${cue.speaker}:`
    }
    for (const line of cue.lines.flatMap((part) => part.split(/\s*[\r\n]+\s*/))) {
      const next = line.trim()
      if (next === '') continue
      const space = paragraph === '' || isJoinedWithoutSpace(paragraph.slice(-8), next) ? '' : ' '
      paragraph += space + next
    }
  })
  return paragraph === '' ? text : `${text}${paragraph}\n`
}

function opensParagraph(before: Cue, cue: Cue): boolean {
  return before.speaker !== cue.speaker || cue.start - before.end >= PARAGRAPH_PAUSE
}
