import * as z from 'zod/mini'
import { CuekitError } from '../errors/error.ts'

function explain(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.')
  if (issue.code === 'unrecognized_keys') {
    const where = path === '' ? '' : ` in "${path}"`
    return `unknown option${issue.keys.length > 1 ? 's' : ''} ${issue.keys.map((key) => `"${key}"`).join(', ')}${where}`
  }
  const subject = path === '' ? 'the options' : `"${path}"`
  if (issue.code === 'invalid_type') return `${subject} has to be of type ${issue.expected}`
  if (issue.code === 'invalid_value') {
    return `${subject} has to be one of ${issue.values.map(String).join(', ')}`
  }
  // zod/mini brings no texts of its own; a schema's own `error` does.
  return `${subject} is not valid${issue.message === 'Invalid input' ? '' : `: ${issue.message}`}`
}

/** Options as their schema gives them back, or `invalid_option`. The message names options, never their values. */
export function parseOptions<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  where: string,
): z.output<S> {
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new CuekitError(
    'invalid_option',
    `${where}: ${issue ? explain(issue) : 'the options are not valid'}.`,
  )
}
