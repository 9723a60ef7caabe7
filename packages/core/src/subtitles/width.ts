const narrow = /^[\x20-\u02ff\u2010-\u2027]*$/
const invisible = /[\p{M}\p{Cf}\p{Cc}\u{1f3fb}-\u{1f3ff}]/u
const wide =
  /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u
const halfWide = /[\uff61-\uffdc]/

/**
 * How many columns a text takes: 1 for a Latin letter, 2 for a Chinese, Japanese or Korean one and for an emoji,
 * 0 for what only changes the character before it. Line lengths of guidelines count this way ("half-width = 0.5").
 */
export function displayWidth(text: string): number {
  if (narrow.test(text)) return text.length
  let columns = 0
  let joined = false
  for (const character of text) {
    if (character === '\u200d') joined = true
    else {
      if (!joined) columns += characterWidth(character)
      joined = false
    }
  }
  return columns
}

function characterWidth(character: string): number {
  if (invisible.test(character)) return 0
  // Two regional indicators make one flag.
  if (/[\u{1f1e6}-\u{1f1ff}]/u.test(character)) return 1
  return wide.test(character) && !halfWide.test(character) ? 2 : 1
}
