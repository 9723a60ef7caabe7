import { toFileName } from '../file-name.ts'

/**
 * A `Content-Disposition` header for a name that a user gave: base name only, without controls and bidi marks, at most
 * 180 bytes. Old clients get an ASCII `filename`; `filename*` in UTF-8 follows where that loses something.
 * Source: RFC 6266, RFC 8187.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const safe = toFileName(name)
  // A quote would end the quoted string; some browsers decode %22 in it, so no percent sign either.
  const ascii = safe.replace(/[^\x20-\x7e]|["%\\]/gu, '_')
  const extended = ascii === safe ? '' : `; filename*=UTF-8''${encodeExtended(safe)}`
  return `${kind}; filename="${ascii}"${extended}`
}

/** `attr-char` of RFC 8187 stays, all else is percent-encoded. */
function encodeExtended(value: string): string {
  return encodeURIComponent(value).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
