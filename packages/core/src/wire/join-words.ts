// Han, kana, Thai, Lao, Khmer and Burmese are written without spaces.
const SPACELESS =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}\u3000-\u303f\uff00-\uffef]/u

/** True for text in a script that puts no spaces between words. */
export const isSpaceless = (text: string): boolean => SPACELESS.test(text)

/** Words as running text: a space between them except between characters of scripts without spaces. */
export function joinWords(words: readonly string[]): string {
  let text = ''
  for (const word of words) {
    const tight = text === '' || (isSpaceless(text.slice(-1)) && isSpaceless(word.slice(0, 1)))
    text += tight ? word : ` ${word}`
  }
  return text
}
