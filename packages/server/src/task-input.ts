import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { CuekitError } from '@cuekit/core'
import type { Engine, EngineOptions } from '@cuekit/core/engines'
import * as z from 'zod/mini'
import type { CreateTaskInput, TaskSource } from './context.ts'
import { parseOptions } from './parse-options.ts'

const text = (max: number) =>
  z.optional(
    z.string('must be a string').check(z.maxLength(max, `has more than ${max} characters`)),
  )
const wholeNumber = z.optional(
  z
    .number('must be a number')
    .check(z.refine((n) => Number.isSafeInteger(n) && n >= 0, 'must be a whole number')),
)

const isBody = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

const sourceSchema = z.union(
  [
    z.strictObject({ path: z.string().check(z.minLength(1)), name: text(4096) }),
    z.strictObject({
      body: z.custom<AsyncIterable<Uint8Array>>(isBody),
      name: z.string().check(z.maxLength(4096)),
      type: text(255),
      bytes: wholeNumber,
    }),
  ],
  'must be { path } or { body, name }',
)

const optionFields = {
  language: z.optional(
    z
      .string('must be a string')
      .check(z.regex(/^[a-z]{2,3}$/i, 'must be a language code such as "en"')),
  ),
  prompt: text(4000),
  model: text(200),
  temperature: z.optional(
    z.number('must be a number').check(z.gte(0, 'must be 0 to 1'), z.lte(1, 'must be 0 to 1')),
  ),
}

const optionsSchema = z.strictObject(optionFields)
const schema = z.strictObject({
  ...optionFields,
  source: sourceSchema,
  owner: z.string('must be a string').check(z.minLength(1, 'must not be empty')),
  idempotencyKey: z.optional(
    z
      .string('must be a string')
      .check(z.minLength(1, 'is empty'), z.maxLength(255, 'has more than 255 characters')),
  ),
  maxBytes: wholeNumber,
  maxActiveTasks: wholeNumber,
  signal: z.optional(
    z.custom<AbortSignal>((value) => value instanceof AbortSignal, 'must be an AbortSignal'),
  ),
  lateOptions: z.optional(
    z.custom<() => EngineOptions>((value) => typeof value === 'function', 'must be a function'),
  ),
})

/** Checks what a task is made of. Throws `invalid_option`, `unsupported_language`. */
export function parseTaskInput(input: CreateTaskInput, engine: Engine): EngineOptions {
  const { language, prompt, model, temperature, lateOptions } = parseOptions(
    schema,
    input,
    'create',
  )
  const options = toEngineOptions({ language, prompt, model, temperature }, engine)
  if (!lateOptions) requireLanguage(options, engine)
  return options
}

/** Options that came after the bytes. Throws as `parseTaskInput` does. */
export function parseLateOptions(options: EngineOptions, engine: Engine): EngineOptions {
  return toEngineOptions(parseOptions(optionsSchema, options, 'create'), engine)
}

/** Before the upload is kept and long before anything is paid. Throws `unsupported_language`. */
export function requireLanguage(
  { language }: EngineOptions,
  { name, capabilities: { languageRequired, languages } }: Engine,
): void {
  if (!languageRequired || language !== undefined) return
  const known = languages === 'any' ? '' : `: ${languages.join(', ')}`
  throw new CuekitError(
    'unsupported_language',
    `The engine ${name} does not detect the language; say which one is spoken${known}.`,
  )
}

function toEngineOptions(
  { language: code, prompt, model, temperature }: z.output<typeof optionsSchema>,
  engine: Engine,
): EngineOptions {
  const language = code?.toLowerCase()
  const { languages } = engine.capabilities
  if (language !== undefined && languages !== 'any' && !languages.includes(language)) {
    throw new CuekitError(
      'unsupported_language',
      `The engine ${engine.name} does not know "${language}"; it knows ${languages.join(', ')}.`,
    )
  }
  return {
    ...(language === undefined ? {} : { language }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(model === undefined ? {} : { model }),
    ...(temperature === undefined ? {} : { temperature }),
  }
}

/** Opened with the first read: a file that is refused for its size is never opened. */
async function* fileChunks(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path)
}

/** The bytes of a source, with how many they should be where that is known. */
export async function openSource(
  source: TaskSource,
): Promise<{ body: AsyncIterable<Uint8Array>; name: string; bytes?: number }> {
  if ('body' in source) {
    const { body, name, bytes: declared } = source
    return { body, name, ...(declared === undefined ? {} : { bytes: declared }) }
  }
  const name = source.name ?? basename(source.path)
  try {
    const entry = await stat(source.path)
    if (!entry.isFile()) throw new Error('not a file')
    return { body: fileChunks(source.path), name, bytes: entry.size }
  } catch (error) {
    throw new CuekitError(
      'invalid_request',
      `The source file "${basename(source.path)}" cannot be read.`,
      {
        cause: error,
      },
    )
  }
}
