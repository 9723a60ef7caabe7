const MAX_BYTES = 180
// Controls, and the marks that turn the reading direction round: `talk\u202E4pm.exe` reads as another name.
const UNSAFE = /[\p{Cc}\p{Cs}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu

/** Cuts between characters, so that no half of one is left. */
function cut(text: string, maxBytes: number): string {
  let kept = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > maxBytes) break
    kept += character
  }
  return kept
}

/** A name given by a user as one that is safe to show and to send: base name only, at most 180 bytes of UTF-8. */
export function toFileName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = base.replace(UNSAFE, '').trim().replace(/^\.+/, '')
  const dot = clean.lastIndexOf('.')
  const extension = dot > 0 && clean.length - dot <= 9 ? clean.slice(dot) : ''
  const stem = clean.slice(0, clean.length - extension.length)
  return cut(stem, MAX_BYTES - Buffer.byteLength(extension)) + extension || 'media'
}

/** The same name with another extension. */
export function withExtension(name: string, extension: string): string {
  const stem = name.replace(/\.[^.]{1,8}$/, '') || 'media'
  return `${cut(stem, MAX_BYTES - extension.length - 1)}.${extension}`
}
