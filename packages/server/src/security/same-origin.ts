import { CuekitError } from '@cuekit/core'

/**
 * Refuses a state change that another site made a browser send, with `cross_site_request`.
 * `Sec-Fetch-Site` decides where it is present (a page cannot set it); otherwise `Origin` must name the `Host` asked.
 * Neither present means not a browser. `request.url` and `X-Forwarded-Host` are not believed: the first is not the public
 * URL inside Next, the second can be sent by anyone.
 */
export function requireSameOrigin(headers: Headers): void {
  const site = headers.get('sec-fetch-site')
  if (site !== null) {
    if (site !== 'same-origin' && site !== 'none') refuse()
    return
  }
  const origin = headers.get('origin')
  if (origin !== null && !isOriginOf(origin, headers.get('host'))) refuse()
}

function isOriginOf(origin: string, host: string | null): boolean {
  if (host === null || !URL.canParse(origin)) return false
  const asked = new URL(origin)
  // Through the URL parser, so that case and a default port that was spelled out make no difference.
  const own = `${asked.protocol}//${host}`
  return asked.host !== '' && URL.canParse(own) && new URL(own).host === asked.host
}

function refuse(): never {
  throw new CuekitError(
    'cross_site_request',
    'This request was made by a page of another site. Call the API from your own origin; a proxy in front must keep the Host header.',
  )
}
