import { describe, expect, it } from 'vitest'
import { languageName } from './language-name.ts'

describe('languageName', () => {
  it.each([
    ['en', 'english'],
    ['ZH', 'chinese'],
    ['ja', 'japanese'],
    ['my', 'myanmar'],
    ['yue', 'cantonese'],
  ])('names %s as Whisper does', (code, name) => {
    expect(languageName(code)).toBe(name)
  })

  it.each(['', 'xx', 'english', 'en-US', 'e', '--'])('knows no %j', (code) => {
    expect(languageName(code)).toBeUndefined()
  })
})
