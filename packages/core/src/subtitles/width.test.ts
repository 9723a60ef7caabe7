import { describe, expect, it } from 'vitest'
import { displayWidth } from './width.ts'

describe('displayWidth', () => {
  it('counts columns, not UTF-16 units', () => {
    const widths: [string, number][] = [
      ['', 0],
      ['Hello, “world” – café', 21],
      ['e\u0301', 1],
      ['水循环', 6],
      ['ｱｲ', 2],
      ['한국', 4],
      ['！', 2],
      ['👍🏽', 2],
      ['👩‍👩‍👧', 2],
      ['🇫🇷', 2],
      ['שלום', 4],
      ['สวัสดี', 4],
    ]
    for (const [text, width] of widths) expect(displayWidth(text), text).toBe(width)
  })
})
