// A string is matched first so that a NaN inside one stays text; one that never ends is taken to the end of the text, because
// trying again from each quote in it takes quadratic time.
const BARE_NUMBERS = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/g

/** JSON as services send it, also the bare `NaN` and `Infinity` of Python's encoder (read as null). Undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    if (!text.includes('NaN') && !text.includes('Infinity')) return undefined
  }
  try {
    return JSON.parse(
      text.replaceAll(BARE_NUMBERS, (match) => (match.startsWith('"') ? match : 'null')),
    )
  } catch {
    return undefined
  }
}
