import { describe, expect, it } from 'vitest'
import { punctuate } from './punctuate.ts'

const words = (...texts: string[]) =>
  texts.map((text, index) => ({ text, start: index, end: index + 0.5 }))
const texts = (list: { text: string }[]) => list.map(({ text }) => text)

describe('punctuate', () => {
  it('gives words the signs and capitals of the text they come from', () => {
    const result = punctuate(' “Hello,” she said: go!', words('hello', 'she', 'said', 'go'))
    expect(texts(result)).toEqual(['“Hello,”', 'she', 'said:', 'go!'])
    expect(result[3]).toMatchObject({ start: 3, end: 3.5 })
  })

  it('leaves words alone that are written already, or that the text does not hold', () => {
    expect(texts(punctuate('It is a system.', words('It', 'is', 'a', 'system.')))).toEqual([
      'It',
      'is',
      'a',
      'system.',
    ])
    expect(texts(punctuate('Something else.', words('two', 'words')))).toEqual(['two', 'words'])
  })

  it('keeps every word where the text has more than was timed', () => {
    expect(texts(punctuate('It costs $30 now.', words('it', 'costs', 'now')))).toEqual([
      'It',
      'costs',
      'now.',
    ])
  })

  it('works without spaces', () => {
    expect(texts(punctuate('你好，世界。', words('你', '好', '世', '界')))).toEqual([
      '你',
      '好，',
      '世',
      '界。',
    ])
  })
})
