const MAX_LENGTH = 300
// Looked at no further: the patterns below take quadratic time where a text of megabytes is one link after the other.
const MAX_READ = 8192

/**
 * A service's own words made fit for an error message: keys (also masked ones), bearer tokens and the query strings of links
 * (signatures) are taken out, control characters too; at most 300 characters. `secrets` are removed wherever they occur.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '[key]')
  clean = clean
    .slice(0, MAX_READ)
    .replaceAll(/\bBearer\s+[^\s"',]+/gi, 'Bearer [key]')
    .replaceAll(/\b(?:sk|gsk|pk|rk)[-_][\w*.\-…]{3,}/gi, '[key]')
    .replaceAll(/(https?:\/\/[^\s"'<>?#]+)[?#][^\s"'<>]*/gi, '$1')
    // eslint-disable-next-line no-control-regex -- they are what is taken out
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .trim()
  return clean.length > MAX_LENGTH ? `${clean.slice(0, MAX_LENGTH - 1)}…` : clean
}
