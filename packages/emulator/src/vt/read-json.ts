import type { LedgerCall } from '../ledger.ts'
import { readBody } from '../read-body.ts'

/** A translation carries every segment of the video with its words. */
const MAX_BODY = 20 * 1024 * 1024

/** The request's JSON object; undefined for anything else and for more than 20 MiB. */
export async function readJson(
  request: Request,
  call: LedgerCall,
): Promise<Record<string, unknown> | undefined> {
  const { bytes } = await readBody(request, MAX_BODY, call)
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return { ...value }
  } catch {
    return undefined
  }
}

export function isWebLink(value: unknown): value is string {
  return (
    typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
  )
}
