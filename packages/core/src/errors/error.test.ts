import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from './codes.ts'
import { CuekitError, isCuekitError, toCuekitError } from './error.ts'

describe('CuekitError', () => {
  it('takes status and retryable from the table, unless told otherwise', () => {
    const reset = new CuekitError('connection_failed', 'The connection was reset.')
    expect([reset.status, reset.retryable]).toEqual([502, true])
    expect(new CuekitError('connection_failed', '…', { retryable: false }).retryable).toBe(false)
  })

  it('crosses the wire without its cause, its handle or its stack', () => {
    const error = new CuekitError('upstream_error', 'The service failed.', {
      cause: new Error('Bearer sk-secret at /home/me'),
      requestId: 'req_1',
      handle: { id: 'x' },
    })
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'upstream_error',
      message: 'The service failed.',
      retryable: true,
      requestId: 'req_1',
    })
  })

  it('is recognised when another copy of the package made it', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('cuekit.error')]: true })
    expect(isCuekitError(foreign)).toBe(true)
    expect(isCuekitError(new Error('x'))).toBe(false)
    expect(isCuekitError(null)).toBe(false)
  })

  it('keeps what an unknown error says away from the message', () => {
    const error = toCuekitError(new Error('ENOENT /srv/secret'))
    expect(error.code).toBe('internal')
    expect(error.message).not.toContain('secret')
    expect(error.cause).toBeInstanceOf(Error)
  })

  it('prints only what is known', () => {
    expect(inspect(new CuekitError('aborted', 'x', { attempts: 2 }))).not.toContain('undefined')
    expect(Object.keys(new CuekitError('aborted', 'x'))).not.toContain('requestId')
  })

  it('has lower_snake codes with sensible statuses', () => {
    for (const [code, { status }] of Object.entries(ERROR_CODES)) {
      expect(code).toMatch(/^[a-z][a-z_]+$/)
      expect(status).toBeGreaterThanOrEqual(400)
    }
  })
})
