import * as z from 'zod/mini'

interface LineStyle {
  /** Height of the letters in 302.AI's own unit. */
  fontSize?: number | undefined
  /** 302.AI falls back to `NotoSansCJK-Regular`, the only font it names. */
  fontName?: string | undefined
  /** CSS: `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `rgb()` or `rgba()`. */
  fontColor?: string | undefined
  outlineWidth?: number | undefined
  /** CSS colour of the box behind the text. For the original it is not documented; 302's own app sends it with two languages. */
  backColor?: string | undefined
  /** Distance from the edge; set both to stack the two languages. */
  marginV?: number | undefined
}

/** Looks of the original. 302.AI's defaults: size 15, white, outline 1, shadow half transparent black, margin 0. */
export interface SourceStyle extends LineStyle {
  /** CSS colour. */
  shadowColor?: string | undefined
}

/** Looks of the translation. 302.AI's defaults: size 17, yellow, outline 1 in black, box in black at 80 %, margin 27. */
export interface TranslationStyle extends LineStyle {
  /** CSS colour. */
  outlineColor?: string | undefined
}

export interface BurnStyle {
  source?: SourceStyle | undefined
  translation?: TranslationStyle | undefined
}

const HEX = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i
const FUNCTION = /^rgba?\(\s*([^()]*?)\s*\)$/i
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(%?)$/

/** 0..255 of `128` or `50%`, where `full` is what 100 % stands for; undefined when it is neither or outside. */
function toByte(part: string, full: number): number | undefined {
  const percent = NUMBER.exec(part)?.[1]
  if (percent === undefined) return undefined
  const share = Number.parseFloat(part) / (percent === '%' ? 100 : full)
  return share >= 0 && share <= 1 ? Math.round(share * 255) : undefined
}

function fromHex(color: string): number[] {
  const digits = color.slice(1)
  const size = digits.length < 6 ? 1 : 2
  const bytes = digits.match(size === 1 ? /./g : /../g) ?? []
  return bytes.map((byte) => Number.parseInt(size === 1 ? byte + byte : byte, 16))
}

/** `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)` and, without commas, `rgb(1 2 3 / 50%)`. Source: CSS Color 4, section 5.1. */
function fromFunction(inside: string): (number | undefined)[] {
  const parts = inside.includes(',')
    ? inside.split(/\s*,\s*/)
    : inside.replace(/\s*\/\s*/, ' ').split(/\s+/)
  return parts.map((part, at) => toByte(part, at < 3 ? 255 : 1))
}

/**
 * A CSS colour as ASS writes it, `&HAABBGGRR`: blue first, and the alpha the other way round, `00` for opaque. Undefined for anything
 * but hexadecimal digits and `rgb()`; names are not known.
 */
export function toAssColor(css: string): string | undefined {
  const color = css.trim()
  const inside = FUNCTION.exec(color)?.[1]
  const bytes = HEX.test(color) ? fromHex(color) : inside === undefined ? [] : fromFunction(inside)
  const [red, green, blue, alpha = 255] = bytes
  if (bytes.length > 4 || bytes.includes(undefined)) return undefined
  if (red === undefined || green === undefined || blue === undefined) return undefined
  const hex = [255 - alpha, blue, green, red].map((byte) => byte.toString(16).padStart(2, '0'))
  return `&H${hex.join('').toUpperCase()}`
}

const size = (least: number, most: number) =>
  z.optional(
    z
      .int({ error: `it has to be a whole number from ${least} to ${most}` })
      .check(
        z.gte(least, `it has to be ${least} or more`),
        z.lte(most, `it has to be ${most} or less`),
      ),
  )
const color = z.optional(
  z.string().check(
    z.refine((css) => toAssColor(css) !== undefined, {
      error: 'it has to be a colour such as #ffcc00, #ffcc0080 or rgba(255, 204, 0, 0.5)',
    }),
  ),
)

const lineShape = {
  fontSize: size(1, 1000),
  // It ends up in a filter of ffmpeg, where commas, quotes, braces and colons have a meaning.
  fontName: z.optional(
    z.string().check(
      z.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99}$/u, {
        error: 'it has to be letters, digits, spaces, dots and dashes',
      }),
    ),
  ),
  fontColor: color,
  outlineWidth: size(0, 100),
  backColor: color,
  marginV: size(0, 10_000),
}

export const burnStyleSchema = z.strictObject({
  source: z.optional(z.strictObject({ ...lineShape, shadowColor: color })),
  translation: z.optional(z.strictObject({ ...lineShape, outlineColor: color })),
})

const WIRE_NAMES: Record<keyof SourceStyle | keyof TranslationStyle, string> = {
  fontSize: 'font_size',
  fontName: 'font_name',
  fontColor: 'font_color',
  outlineWidth: 'outline_width',
  outlineColor: 'outline_color',
  shadowColor: 'shadow_color',
  backColor: 'back_color',
  marginV: 'margin_v',
}

function toFields(prefix: 'src' | 'trans', style: object): [string, unknown][] {
  return Object.entries(style).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined) return []
    const wire = `${prefix}_${WIRE_NAMES[name as keyof typeof WIRE_NAMES]}`
    return [[wire, name.endsWith('Color') ? toAssColor(String(value)) : value]]
  })
}

/** A checked style as the fields of 302.AI's burn request. */
export const toBurnFields = ({ source = {}, translation = {} }: BurnStyle) =>
  Object.fromEntries([...toFields('src', source), ...toFields('trans', translation)])
