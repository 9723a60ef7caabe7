import { english } from './english.ts'
import type { LanguageData } from './language.ts'

const nothing: LanguageData = { opens: new Map(), binds: new Map(), abbreviations: new Set() }

/** Data for a language: English for `en` and where the language is unknown, else punctuation has to be enough. */
export function pickLanguage(language: string | undefined): LanguageData {
  const code = language?.toLowerCase().split(/[-_]/)[0] ?? ''
  return code === '' || code === 'en' || code === 'english' || code === 'und' ? english : nothing
}
