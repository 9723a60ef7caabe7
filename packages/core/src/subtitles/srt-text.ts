// SRT has no escape. A word joiner (U+2060) shows nothing and joins nothing that a reader could see, so one of them
// put into `<i>`, `{\an8}` or `-->` makes it text for every player, and taking one out again brings the text back.
const JOINER = '\u2060'
const markup = /<(\u2060*)(\/?(?:i|b|u|s|font)(?:[ \t][^<>]*)?>)|\{(\u2060*)(\\[^{}]*\})/gi
const arrow = /--(\u2060*)>/g
const escapedArrow = /--\u2060(\u2060*)>/g

/** One line of plain text as it can stand in an SRT file: nothing in it is read as a tag or as a time line. */
export function escapeSrtText(line: string): string {
  let text = line
  if (text.includes('<') || text.includes('{')) {
    text = text.replace(markup, (_, ...[joiners, tag, overrideJoiners, override]: string[]) =>
      tag === undefined ? `{${JOINER}${overrideJoiners}${override}` : `<${JOINER}${joiners}${tag}`,
    )
  }
  return text.includes('--') ? text.replace(arrow, `--${JOINER}$1>`) : text
}

/**
 * One line of an SRT file as plain text. The tags `<i> <b> <u> <s> <font>` and the override blocks `{\...}` of SSA
 * are taken out, since lines of a cue are plain; every other `<` is text.
 */
export function readSrtText(line: string): string {
  let text = line.includes(JOINER) ? line.replace(escapedArrow, '--$1>') : line
  if (text.includes('<') || text.includes('{')) {
    text = text.replace(markup, (_, ...[joiners, tag, overrideJoiners, override]: string[]) => {
      if (joiners) return `<${joiners.slice(1)}${tag}`
      if (overrideJoiners) return `{${overrideJoiners.slice(1)}${override}`
      return ''
    })
  }
  return text
}
