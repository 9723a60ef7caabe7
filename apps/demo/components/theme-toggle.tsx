'use client'

/** Switches between light and dark; until it is used the system's choice holds. */
export function ThemeToggle() {
  const toggle = (): void => {
    const { dataset } = document.documentElement
    const dark = dataset['theme']
      ? dataset['theme'] === 'dark'
      : window.matchMedia('(prefers-color-scheme: dark)').matches
    dataset['theme'] = dark ? 'light' : 'dark'
    try {
      localStorage.setItem('theme', dataset['theme'])
    } catch {
      // Storage may be forbidden; the choice then lasts until the page is left.
    }
  }
  return (
    <button type="button" className="quiet" onClick={toggle} aria-label="Switch light and dark">
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <circle cx="12" cy="12" r="8.5" fill="none" stroke="currentColor" strokeWidth="1.8" />
        <path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor" />
      </svg>
    </button>
  )
}
