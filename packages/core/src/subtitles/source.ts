/** A file's text without byte order mark and with LF line ends, so that the readers know one kind of line. */
export function normaliseSource(text: string): string {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  return body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body
}

/** True for a line that shows nothing: empty, or only spaces and tabs. */
export function isBlank(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] !== ' ' && line[at] !== '\t') return false
  }
  return true
}
