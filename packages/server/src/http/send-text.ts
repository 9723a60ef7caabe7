import { createHash } from 'node:crypto'
import { matchesEtag, notModified } from './etag.ts'

/**
 * Text made from what was said in a user's media, sent as data: nothing in it may run, even when it is opened as a page.
 * The `ETag` is a hash of the text; only the user's own cache may keep it, and asks before using it.
 */
export function sendText(
  request: Request,
  text: string,
  headers: Record<string, string>,
): Response {
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  const all = {
    'cache-control': 'private, no-cache',
    'content-security-policy': "sandbox; default-src 'none'",
    etag,
    ...headers,
  }
  return matchesEtag(request, etag) ? notModified(all) : new Response(text, { headers: all })
}
