// Scripts written without spaces between words: Han, kana, Bopomofo, Thai, Lao, Khmer, Myanmar. Hangul has spaces.
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\u30fb\u30fc\uff00-\uff65]/u
const unspacedAtEnd = new RegExp(`${unspaced.source}\\p{M}*$`, 'u')

/** True when the text holds a character of a script that puts no spaces between words. */
export function hasUnspacedScript(text: string): boolean {
  // The first such script, Thai, begins at U+0E00; the plain loop spares Latin text the large expression.
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) >= 0x0e00) return unspaced.test(text)
  }
  return false
}

/** True when two neighbouring pieces of text are written without a space between them. */
export function isJoinedWithoutSpace(before: string, after: string): boolean {
  const first = after.codePointAt(0)
  if (first === undefined || first < 0x0e00 || before === '') return false
  return unspacedAtEnd.test(before) && unspaced.test(String.fromCodePoint(first))
}
