// The six escapes that WebVTT authors are told to use, and two that HTML editors write. The other named references of
// HTML would cost more bytes than everything else here.
const named: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
  quot: '"',
  apos: "'",
}

const reference = /&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|(amp|lt|gt|nbsp|quot);?|(lrm|rlm|apos);)/g

/** Decodes character references; unknown ones stay as written. Source: WebVTT 6.4, HTML 13.2.5.72. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(reference, (_, ...[hex, decimal, loose, strict]: string[]) => {
    if (hex !== undefined) return fromCode(Number.parseInt(hex, 16))
    if (decimal !== undefined) return fromCode(Number(decimal))
    return named[loose ?? strict ?? ''] ?? ''
  })
}

/** Text as it can stand in a WebVTT cue; `>` too, so that `-->` cannot occur. */
export function encodeEntities(text: string): string {
  return /[&<>]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : text
}

function fromCode(code: number): string {
  // HTML turns what is no character (zero, surrogates, beyond Unicode) into the replacement character.
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : '\ufffd'
}
