import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../errors/codes.ts'
import { CuekitError, type CuekitErrorOptions } from '../errors/error.ts'
import { createRetryBudget, parseRetryAfter, retryDelay } from './retry.ts'

const error = (code: ErrorCode, options: CuekitErrorOptions = {}) =>
  new CuekitError(code, '…', options)
const delay = (kind: 'billed' | 'read', failure: CuekitError, attempt = 1) =>
  retryDelay({ kind, attempt, error: failure, replayable: true }, {}, () => 1)

describe('retryDelay', () => {
  it.each([
    ['nothing was sent', error('connection_failed', { sent: 'nothing' })],
    ['the connection was never made', error('connect_timeout', { sent: 'nothing' })],
    ['429', error('rate_limited', { sent: 'all', upstreamStatus: 429 })],
    ['no channel', error('no_channel', { sent: 'all' })],
    [
      '503 with Retry-After',
      error('upstream_error', { sent: 'all', upstreamStatus: 503, retryAfterMs: 500 }),
    ],
  ])('repeats a billed call when it certainly was not carried out: %s', (_name, failure) => {
    expect(delay('billed', failure)).toBe(500)
    expect(delay('read', failure)).toBe(500)
  })

  it.each([
    ['a reset while sending', error('connection_failed', { sent: 'partial' })],
    ['a reset after sending', error('connection_failed', { sent: 'all' })],
    ['500', error('upstream_error', { sent: 'all', upstreamStatus: 500 })],
    ['503 without Retry-After', error('upstream_error', { sent: 'all', upstreamStatus: 503 })],
    ['silence', error('headers_timeout', { sent: 'all' })],
  ])('never repeats a billed call after %s, but repeats a read', (_name, failure) => {
    expect(delay('billed', failure)).toBeUndefined()
    expect(delay('read', failure)).toBe(500)
  })

  it.each(['upstream_authentication', 'upstream_rejected', 'aborted', 'invalid_response'] as const)(
    'never repeats after %s',
    (code) => {
      expect(delay('read', error(code))).toBeUndefined()
    },
  )

  it('gives up at once when the service asks for a longer wait than is worth sitting out', () => {
    expect(delay('read', error('rate_limited', { retryAfterMs: 61_000 }))).toBeUndefined()
    expect(delay('read', error('rate_limited', { retryAfterMs: 60_000 }))).toBe(60_000)
  })

  it('does not resend a stream that has been read', () => {
    const failure = error('rate_limited')
    expect(
      retryDelay({ kind: 'billed', attempt: 1, error: failure, replayable: false }),
    ).toBeUndefined()
  })

  it('stops after 3 billed and 5 read requests', () => {
    const failure = error('rate_limited')
    expect([2, 3].map((attempt) => delay('billed', failure, attempt))).toEqual([1000, undefined])
    expect([4, 5].map((attempt) => delay('read', failure, attempt))).toEqual([4000, undefined])
  })

  it('draws the wait from zero to the cap', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 4 }),
        (random, attempt) => {
          const ms = retryDelay(
            { kind: 'read', attempt, error: error('rate_limited'), replayable: true },
            {},
            () => random,
          )
          expect(ms).toBeGreaterThanOrEqual(0)
          expect(ms).toBeLessThanOrEqual(Math.min(8000, 500 * 2 ** (attempt - 1)))
        },
      ),
    )
  })
})

describe('parseRetryAfter', () => {
  const now = Date.UTC(2026, 0, 1, 12, 0, 0)
  it.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after': ' 0 ' }, 0],
    [{ 'retry-after': '1.5' }, 1500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Thu, 01 Jan 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '99999999' }, 99_999_999_000],
    [{ 'retry-after-ms': '250', 'retry-after': '9' }, 250],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('reads %j', (headers, expected) => {
    expect(parseRetryAfter(headers as Record<string, string>, now)).toBe(expected)
  })
})

describe('createRetryBudget', () => {
  it('runs dry and is earned back by successes', () => {
    const budget = createRetryBudget(2)
    expect([budget.take(), budget.take(), budget.take()]).toEqual([true, true, false])
    for (let count = 0; count < 10; count += 1) budget.succeeded()
    expect([budget.take(), budget.take()]).toEqual([true, false])
  })
})
