import { describe, expect, it } from 'vitest'
import { inspect } from 'node:util'
import { toConnectionError } from './connection-error.ts'

const systemError = (code: string, syscall: string) =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall })

describe('toConnectionError', () => {
  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPROTO'])(
    'takes %s under a connection that stands for an ambiguous failure',
    (code) => {
      expect(toConnectionError(systemError(code, 'read'), 'The service', 'all').sent).toBe('all')
    },
  )

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNREFUSED'])(
    'knows that nothing was sent after %s while connecting',
    (code) => {
      const error = toConnectionError(systemError(code, 'connect'), 'The service', 'partial')
      expect([error.code, error.sent]).toEqual(['connection_failed', 'nothing'])
    },
  )

  it('keeps the bytes the parser choked on out of the cause', () => {
    const cause = Object.assign(new Error('Expected HTTP/'), {
      name: 'HTTPParserError',
      data: 'authorization: Bearer secret-key',
    })
    const error = toConnectionError(cause, 'The service', 'all')
    expect(error.code).toBe('invalid_response')
    expect(inspect(error, { depth: 9, showHidden: true })).toContain('Expected HTTP/')
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret-key')
  })
})
