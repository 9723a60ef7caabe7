/** True when `If-None-Match` names the tag. Source: RFC 9110, 13.1.2 (weak comparison). */
export function matchesEtag(request: Request, etag: string): boolean {
  const header = request.headers.get('if-none-match')
  if (header === null) return false
  return header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag)
}

/** 304 with the headers a 200 would have had, as RFC 9110, 15.4.5 asks. */
export function notModified(headers: Record<string, string>): Response {
  const kept = new Headers(headers)
  kept.delete('content-type')
  kept.delete('content-length')
  return new Response(null, { status: 304, headers: kept })
}
