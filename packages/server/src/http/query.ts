import { CuekitError } from '@cuekit/core'
import * as z from 'zod/mini'

/** A number written in the query or in a form field, within bounds. */
export const numberText = (minimum: number, maximum: number, integer = false) =>
  z.pipe(
    z
      .string()
      .check(z.regex(integer ? /^\d{1,9}$/ : /^\d{1,9}(\.\d{1,9})?$/, 'must be a plain number')),
    z.pipe(
      z.transform(Number),
      z
        .number()
        .check(
          z.gte(minimum, `must be at least ${minimum}`),
          z.lte(maximum, `must be at most ${maximum}`),
        ),
    ),
  )

/**
 * Text pairs (query, form fields) by a strict schema. An empty value counts as not given, as forms send it.
 * Throws `invalid_option` for an unknown, repeated or wrong one, by name.
 */
export function parsePairs<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape, z.core.$strict>,
  pairs: Iterable<readonly [string, string]>,
): z.output<z.ZodMiniObject<Shape, z.core.$strict>> {
  const given = new Map<string, string>()
  for (const [key, value] of pairs) {
    if (given.has(key)) throw invalid(`The option "${printable(key)}" was given twice.`)
    given.set(key, value)
  }
  for (const [key, value] of given) {
    if (value === '' && Object.hasOwn(schema.shape, key)) given.delete(key)
  }
  // fromEntries defines own properties, so a key named __proto__ is refused like any unknown one.
  const result = schema.safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys') {
    const unknown = issue.keys.map((key) => `"${printable(key)}"`).join(', ')
    const known = Object.keys(schema.shape).join(', ')
    throw invalid(`Unknown option ${unknown}. Known here: ${known || 'none'}.`)
  }
  throw invalid(`The option "${issue?.path.join('.')}" ${issue?.message}.`)
}

/** Keys are echoed in messages; they come from anyone. */
function printable(key: string): string {
  return key.slice(0, 40).replace(/[^\x20-\x7e]/g, '?')
}

function invalid(message: string): CuekitError {
  return new CuekitError('invalid_option', message)
}
