import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAssColor, toBurnFields } from './burn-style.ts'

const hex = (bytes: readonly number[]): string =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')
const byte = fc.integer({ min: 0, max: 255 })
const rgba = fc.tuple(byte, byte, byte, byte)

/** What ASS says a colour is: red, green, blue and, with 255 for opaque as in CSS, alpha. */
function readAss(color: string | undefined): number[] {
  const digits = /^&H([\dA-F]{8})$/.exec(color ?? '')?.[1]
  if (digits === undefined) throw new Error(`${color} is no colour of ASS`)
  const value = Number.parseInt(digits, 16)
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, 255 - (value >>> 24)]
}

describe('toAssColor', () => {
  it.each([
    ['#ffffff', '&H00FFFFFF'],
    // The documented yellow of the translation, &H00FFFF.
    ['#ff0', '&H0000FFFF'],
    ['#B73434FF', '&H003434B7'],
    // The documented defaults of the shadow and of the box.
    ['rgba(0, 0, 0, 0.498)', '&H80000000'],
    ['#000000cc', '&H33000000'],
    ['#1234', '&HBB332211'],
    ['rgb(255 128 0 / 50%)', '&H7F0080FF'],
    ['rgb(100%, 50%, 0%)', '&H000080FF'],
    ['  RGB(1,2,3)  ', '&H00030201'],
    ['rgba(1,2,3,.0)', '&HFF030201'],
  ])('writes %s as %s', (css, ass) => {
    expect(toAssColor(css)).toBe(ass)
  })

  it.each([
    'red',
    '',
    '#12345',
    '#gggggg',
    'rgb(256, 0, 0)',
    'rgb(-1, 0, 0)',
    'rgb(1, 2)',
    'rgb(1, 2, 3, 4, 5)',
    'rgba(0, 0, 0, 1.1)',
    'rgb(1, two, 3)',
    'rgb(1,,3)',
    '&H00FFFFFF',
    'FFFFFF',
    "#fff'; drawtext",
    'hsl(0 0% 0%)',
  ])('does not take %j', (css) => {
    expect(toAssColor(css)).toBeUndefined()
  })

  it('keeps every colour and its alpha', () => {
    fc.assert(
      fc.property(rgba, (color) => {
        expect(readAss(toAssColor(`#${hex(color)}`))).toEqual(color)
        const [red, green, blue, alpha] = color
        expect(readAss(toAssColor(`rgba(${red}, ${green}, ${blue}, ${alpha / 255})`))).toEqual(
          color,
        )
        expect(readAss(toAssColor(`#${hex([red, green, blue])}`))).toEqual([red, green, blue, 255])
      }),
    )
  })

  it('gives every colour of ASS back that was read as CSS', () => {
    fc.assert(
      fc.property(rgba, (bytes) => {
        const ass = `&H${hex(bytes).toUpperCase()}`
        expect(toAssColor(`#${hex(readAss(ass))}`)).toBe(ass)
      }),
    )
  })
})

describe('toBurnFields', () => {
  it('names all fields as 302.AI does', () => {
    const line = {
      fontSize: 20,
      fontName: 'Noto Sans',
      fontColor: '#fff',
      outlineWidth: 2,
      backColor: '#00000080',
      marginV: 30,
    }
    expect(
      toBurnFields({
        source: { ...line, shadowColor: '#000' },
        translation: { ...line, outlineColor: '#f00' },
      }),
    ).toEqual({
      src_font_size: 20,
      src_font_name: 'Noto Sans',
      src_font_color: '&H00FFFFFF',
      src_outline_width: 2,
      src_back_color: '&H7F000000',
      src_margin_v: 30,
      src_shadow_color: '&H00000000',
      trans_font_size: 20,
      trans_font_name: 'Noto Sans',
      trans_font_color: '&H00FFFFFF',
      trans_outline_width: 2,
      trans_back_color: '&H7F000000',
      trans_margin_v: 30,
      trans_outline_color: '&H000000FF',
    })
  })

  it('leaves out what is not said', () => {
    expect(toBurnFields({})).toEqual({})
    expect(toBurnFields({ source: { fontSize: undefined } })).toEqual({})
  })
})
