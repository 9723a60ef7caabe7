import { CuekitError } from '@cuekit/core'
import * as z from 'zod/mini'

function explain(issue: z.core.$ZodIssue | undefined): string {
  const name = issue?.path.map(String).join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `\`${[...issue.path, key].map(String).join('.')}\``)
    return `does not know ${keys.join(', ')}; remove it or correct its spelling`
  }
  // zod/mini brings no texts of its own: a message other than this one is ours.
  const reason = !issue || issue.message === 'Invalid input' ? 'is not valid' : issue.message
  return name === '' ? reason : `\`${name}\` ${reason}`
}

/** Options as their schema gives them back. Throws `invalid_option` naming the option, never its value. */
export function parseOptions<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  where: string,
): z.output<S> {
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  throw new CuekitError('invalid_option', `${where}: ${explain(parsed.error.issues[0])}.`)
}
