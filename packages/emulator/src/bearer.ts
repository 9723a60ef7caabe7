export type Bearer = { state: 'accepted' | 'wrong'; key: string } | { state: 'missing' }

/** Reads `Authorization: Bearer <key>`. The scheme's name is case-insensitive (RFC 9110, 11.1). */
export function bearer(request: Request, apiKeys: readonly string[] | undefined): Bearer {
  const key = /^bearer +(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1]
  if (key === undefined) return { state: 'missing' }
  const accepted = apiKeys === undefined ? key.startsWith('sk-') : apiKeys.includes(key)
  return { state: accepted ? 'accepted' : 'wrong', key }
}
