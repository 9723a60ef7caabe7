/** The two ways into the same instance, chosen on the page. */
export const backends = [
  { id: 'next', name: 'Next.js route handlers', endpoint: '/api/cuekit' },
  { id: 'express', name: 'Express middleware', endpoint: '/express/cuekit' },
] as const

export type Backend = (typeof backends)[number]
