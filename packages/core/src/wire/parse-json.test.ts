import { expect, it } from 'vitest'
import { parseJson } from './parse-json.ts'

it('reads bare NaN and Infinity as null, and leaves them alone in texts', () => {
  const text = '{"a":NaN,"b":[-Infinity,1],"c":"NaN \\" Infinity","NaN":"\\\\"}'
  expect(parseJson(text)).toEqual({ a: null, b: [null, 1], c: 'NaN " Infinity', NaN: '\\' })
})

it('gives up at once on a text that never ends', () => {
  // Twenty seconds for a fifth of it, when each quote was tried.
  const began = performance.now()
  expect(parseJson(`{"a":NaN,"b":"${'\\"'.repeat(500_000)}`)).toBeUndefined()
  expect(parseJson(`{"a":NaN,"b":"${'\\"'.repeat(500_000)}\\`)).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(5000)
})

it('reads a text of megabytes beside a NaN', () => {
  expect(parseJson(`{"a":NaN,"b":"${'x'.repeat(4e6)}"}`)).toMatchObject({ a: null })
})
