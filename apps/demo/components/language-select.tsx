'use client'

const DETECT = ''
const common = ['en', 'zh', 'ja', 'es', 'fr', 'de', 'pt', 'hi', 'ar']

/** Languages to offer for an engine: its own, or the commonest and detection where it takes any. */
export const languageChoices = (languages: readonly string[] | 'any'): readonly string[] =>
  languages === 'any' ? [DETECT, ...common] : languages

export function LanguageSelect({
  choices,
  value,
  onChange,
}: {
  choices: readonly string[]
  value: string
  onChange: (language: string) => void
}) {
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  return (
    <label className="row">
      <span className="soft">Spoken language</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {choices.map((language) => (
          <option key={language} value={language}>
            {language === DETECT ? 'Detect' : names.of(language)}
          </option>
        ))}
      </select>
    </label>
  )
}
