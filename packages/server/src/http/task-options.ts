import type { EngineOptions } from '@cuekit/core/engines'
import * as z from 'zod/mini'
import { numberText, parsePairs } from './query.ts'

const language = z
  .string()
  .check(z.regex(/^[a-z]{2,3}$/i, 'must be a language code such as "en" (ISO 639-1)'))
const options = {
  language: z.optional(
    z.pipe(
      language,
      z.transform((code: string) => code.toLowerCase()),
    ),
  ),
  prompt: z.optional(z.string().check(z.maxLength(4000, 'must have at most 4000 characters'))),
  model: z.optional(z.string().check(z.maxLength(200, 'must have at most 200 characters'))),
  temperature: z.optional(numberText(0, 1)),
}
const optionsSchema = z.strictObject(options)
const uploadSchema = z.strictObject({
  name: z.optional(z.string().check(z.maxLength(1000, 'must have at most 1000 characters'))),
  ...options,
})

/** Form fields of an upload. Throws `invalid_option`. */
export function parseTaskOptions(pairs: Iterable<readonly [string, string]>): EngineOptions {
  return given(parsePairs(optionsSchema, pairs))
}

/** The query of an upload: the options and the name of the file. Throws `invalid_option`. */
export function parseUploadQuery(pairs: Iterable<readonly [string, string]>): {
  name?: string
  options: EngineOptions
} {
  const { name, ...rest } = parsePairs(uploadSchema, pairs)
  return { ...(name === undefined ? {} : { name }), options: given(rest) }
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<T>
}
