// Where Whisper's name for a language is not CLDR's.
const WHISPER_NAMES: Record<string, string> = { my: 'myanmar', nn: 'nynorsk', jw: 'javanese' }

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** The full lowercase English name that `verbose_json` carries, e.g. `english` for `en`; undefined for no such code. */
export function languageName(code: string): string | undefined {
  const lower = code.toLowerCase()
  if (!/^[a-z]{2,3}$/.test(lower)) return undefined
  return WHISPER_NAMES[lower] ?? names.of(lower)?.toLowerCase()
}
