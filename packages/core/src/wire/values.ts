import * as z from 'zod/mini'

/** Ten million seconds are four months: anything above is no time in a media file. */
const MAX_SECONDS = 1e7

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function toSeconds(value: unknown): number | undefined {
  const number = toNumber(value)
  return number !== undefined && number >= 0 && number <= MAX_SECONDS ? number : undefined
}

/** A finite number, also when it is sent as a string (vLLM's `duration`); anything else is read as missing. */
export const wireNumber = z.optional(z.pipe(z.unknown(), z.transform(toNumber)))

/** A time in seconds: a number within what a media file can hold; anything else is read as missing. */
export const wireSeconds = z.optional(z.pipe(z.unknown(), z.transform(toSeconds)))

/** Text; anything else is read as missing. */
export const wireText = z.optional(
  z.pipe(
    z.unknown(),
    z.transform((value) => (typeof value === 'string' ? value : undefined)),
  ),
)

/** An object with the given shape; anything else is read as an object without keys. */
export const wireRecord = <S extends z.ZodMiniType>(schema: S) =>
  z.pipe(
    z.pipe(
      z.unknown(),
      z.transform((value): unknown => (isRecord(value) ? value : {})),
    ),
    schema,
  )

/** A list; null, missing and anything else are read as empty. */
export const wireList = <S extends z.ZodMiniType>(item: S) =>
  z.pipe(
    z.pipe(
      z.optional(z.unknown()),
      z.transform((value): unknown => (Array.isArray(value) ? value : [])),
    ),
    z.array(wireRecord(item)),
  )
