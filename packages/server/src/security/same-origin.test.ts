import { describe, expect, it } from 'vitest'
import { requireSameOrigin } from './same-origin.ts'

const check = (headers: Record<string, string>) => () => requireSameOrigin(new Headers(headers))
const refused = expect.objectContaining({ code: 'cross_site_request', status: 403 })

describe('requireSameOrigin', () => {
  it.each([
    ['no browser header at all', { host: 'app.example' }],
    ['Sec-Fetch-Site same-origin', { 'sec-fetch-site': 'same-origin', origin: 'https://x' }],
    ['Sec-Fetch-Site none (typed by the user)', { 'sec-fetch-site': 'none' }],
    ['the same host', { origin: 'https://app.example', host: 'app.example' }],
    ['the same host and port', { origin: 'http://127.0.0.1:4000', host: '127.0.0.1:4000' }],
    ['a default port spelled out', { origin: 'https://app.example', host: 'app.example:443' }],
    ['another case', { origin: 'https://app.example', host: 'App.Example' }],
    ['TLS ended in front of us', { origin: 'https://app.example', host: 'app.example' }],
  ])('lets through: %s', (_name, headers) => {
    expect(check(headers)).not.toThrow()
  })

  it.each([
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site: a sibling subdomain', { 'sec-fetch-site': 'same-site' }],
    [
      'Sec-Fetch-Site cross-site although Origin fits',
      { 'sec-fetch-site': 'cross-site', origin: 'https://a.example', host: 'a.example' },
    ],
    ['another host', { origin: 'https://evil.example', host: 'app.example' }],
    ['another port', { origin: 'http://localhost:3001', host: 'localhost:3000' }],
    ['a suffix of the host', { origin: 'https://evilapp.example', host: 'app.example' }],
    ['an opaque origin', { origin: 'null', host: 'app.example' }],
    ['no host to compare with', { origin: 'https://app.example' }],
    ['an origin without a host', { origin: 'file:///x', host: 'app.example' }],
    ['a host that is none', { origin: 'https://app.example', host: 'app example' }],
    [
      'X-Forwarded-Host sent by the attacker',
      { origin: 'https://evil.example', host: 'app.example', 'x-forwarded-host': 'evil.example' },
    ],
  ])('refuses: %s', (_name, headers) => {
    expect(check(headers)).toThrow(refused)
  })
})
