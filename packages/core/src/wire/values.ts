import * as z from 'zod/mini'

/** Ten million seconds are four months: anything above is no time in a media file. */
const MAX_SECONDS = 1e7

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A finite number, also when it is sent as a string (vLLM's `duration`); anything else is read as missing. */
export function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** A time in seconds: a number within what a media file can hold; anything else is read as missing. */
export function toSeconds(value: unknown): number | undefined {
  const number = toNumber(value)
  return number !== undefined && number >= 0 && number <= MAX_SECONDS ? number : undefined
}

/** Text; anything else is read as missing. */
export const toText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

/** As `toSeconds`. */
export const wireSeconds = z.optional(z.pipe(z.unknown(), z.transform(toSeconds)))

/** As `toText`. */
export const wireText = z.optional(z.pipe(z.unknown(), z.transform(toText)))

/** An object with the given shape; anything else is read as an object without keys. */
export const wireRecord = <S extends z.ZodMiniType>(schema: S) =>
  z.pipe(
    z.pipe(
      z.unknown(),
      z.transform((value): unknown => (isRecord(value) ? value : {})),
    ),
    schema,
  )

/**
 * A list of objects, each read by a function that takes whatever comes; null, missing and anything else are read as empty.
 * A schema for each of the nine thousand words of an hour would take ten times as long, and could not refuse anything either.
 */
export const readList = <T>(value: unknown, read: (item: Record<string, unknown>) => T): T[] =>
  Array.isArray(value) ? value.map((item) => read(isRecord(item) ? item : {})) : []

/** As `readList`. */
export const wireList = <T>(read: (item: Record<string, unknown>) => T) =>
  z.pipe(
    z.optional(z.unknown()),
    z.transform((value) => readList(value, read)),
  )
