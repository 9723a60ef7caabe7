import { describe, expect, it } from 'vitest'
import { isOwnForm } from './own-form.ts'

const form = (): FormData => {
  const data = new FormData()
  data.append('file', new Blob(['one']), 'a.wav')
  return data
}

describe('isOwnForm', () => {
  it('knows a form that was made in this process', () => {
    const { headers } = new Request('http://host.local/', { method: 'POST', body: form() })
    expect(isOwnForm(headers)).toBe(true)
  })

  it.each([
    [
      'a form of known length',
      { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '9' },
    ],
    [
      'a chunked form',
      { 'content-type': 'multipart/form-data; boundary=x', 'transfer-encoding': 'chunked' },
    ],
    ['a raw body', { 'content-type': 'audio/wav' }],
    ['no type at all', {}],
  ])('takes %s for one from elsewhere', (_name, headers: Record<string, string>) => {
    expect(isOwnForm(new Headers(headers))).toBe(false)
  })
})
