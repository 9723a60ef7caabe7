import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCuekitError } from '../errors/error.ts'
import { isErrorBody } from './envelope.ts'
import { toUpstreamError } from './upstream-error.ts'

const read = (status: number, body: unknown) =>
  toUpstreamError({
    service: 'The service',
    status,
    text: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('toUpstreamError', () => {
  it.each([
    // 302.AI
    [
      401,
      { error: { err_code: -10001, message: 'no key', type: 'api_error' } },
      'upstream_authentication',
      '-10001',
    ],
    [
      500,
      { error: { err_code: -10008, message_en: 'no available channels' } },
      'no_channel',
      '-10008',
    ],
    [
      400,
      { error: { err_code: -10004, message_cn: '余额不足' } },
      'insufficient_balance',
      '-10004',
    ],
    [400, { error: { err_code: -10012, message: 'hourly' } }, 'quota_exceeded', '-10012'],
    [200, { error: { err_code: -10010, message: 'gone' } }, 'upstream_not_found', '-10010'],
    [
      400,
      { code: 'InsufficientBalance', message: 'x', request_id: 'r1' },
      'insufficient_balance',
      'InsufficientBalance',
    ],
    [
      500,
      { status: 500, message: 'm', data: { error: { err_code: -10005, message: 'expired' } } },
      'upstream_authentication',
      '-10005',
    ],
    // OpenAI, with its text/plain 401 and its 413 of type server_error
    [
      401,
      {
        error: {
          message: 'Incorrect API key',
          type: 'invalid_request_error',
          param: null,
          code: 'invalid_api_key',
        },
        status: 401,
      },
      'upstream_authentication',
      'invalid_api_key',
    ],
    [
      413,
      {
        error: { message: '26214400', type: 'server_error', param: null, code: null },
        usage: { seconds: 0, type: 'duration' },
      },
      'payload_too_large',
      'server_error',
    ],
    [
      400,
      {
        error: {
          message: 'bad',
          type: 'invalid_request_error',
          param: 'file',
          code: 'invalid_value',
        },
      },
      'unreadable_media',
      'invalid_value',
    ],
    [
      400,
      {
        error: {
          message: 'bad',
          type: 'invalid_request_error',
          param: 'file',
          code: 'unsupported_value',
        },
      },
      'unsupported_media',
      'unsupported_value',
    ],
    [
      400,
      {
        error: {
          message: 'bad',
          type: 'invalid_request_error',
          param: 'response_format',
          code: 'unsupported_value',
        },
      },
      'upstream_rejected',
      'unsupported_value',
    ],
    [
      404,
      { error: { message: 'no', code: 'model_not_found' } },
      'upstream_not_found',
      'model_not_found',
    ],
    [
      429,
      { error: { message: 'You exceeded', code: 'insufficient_quota' } },
      'insufficient_balance',
      'insufficient_quota',
    ],
    // Groq, one-api, whisper.cpp, FastAPI
    [
      413,
      { error: { message: 'x', type: 'seconds', code: 'rate_limit_exceeded' } },
      'quota_exceeded',
      'rate_limit_exceeded',
    ],
    [
      500,
      {
        error: {
          message: 'type: x code: rate_limit_exceeded (request id: 1)',
          type: 'one_api_error',
          code: 'request_error',
        },
      },
      'rate_limited',
      'request_error',
    ],
    [
      403,
      { error: { message: 'x', code: 'insufficient_user_quota' } },
      'insufficient_balance',
      'insufficient_user_quota',
    ],
    [500, { error: 'failed to read audio' }, 'upstream_error', undefined],
    [
      422,
      { detail: [{ loc: ['body', 'file'], msg: 'field required', type: 'missing' }] },
      'upstream_rejected',
      undefined,
    ],
    [503, '<!DOCTYPE html><html><body>gateway</body></html>', 'upstream_error', undefined],
    [429, '', 'rate_limited', undefined],
    [408, '', 'upstream_error', undefined],
  ] as const)('reads HTTP %i %j', (status, body, code, upstreamCode) => {
    const error = read(status, body)
    expect([error.code, error.upstreamCode, error.upstreamStatus]).toEqual([
      code,
      upstreamCode,
      status,
    ])
  })

  it('passes on what the service said, in one line', () => {
    expect(read(400, { error: { message: 'Audio file\nis too short' } }).message).toBe(
      'The service refused the request (HTTP 400): Audio file is too short.',
    )
    expect(
      read(422, { detail: [{ loc: ['body', 'file'], msg: 'field required' }] }).message,
    ).toContain('body.file: field required')
    expect(read(502, '<html><h1>Bad gateway</h1></html>').message).toBe(
      'The service refused the request (HTTP 502).',
    )
  })

  it('never repeats a key, a masked key or a signed link', () => {
    const secrets = ['my-own-plain-key']
    const text = JSON.stringify({
      error: {
        message:
          'Incorrect API key provided: sk-abc*****wxyz, Bearer eyJhbGci.x, my-own-plain-key at https://files.test/a.mp3?sig=hush',
      },
    })
    const { message } = toUpstreamError({ service: 'S', status: 401, text, secrets })
    expect(message).not.toMatch(/abc\*|wxyz|eyJ|my-own|hush/)
    expect(message).toContain('https://files.test/a.mp3')
  })

  it('says what to do about a redirect', () => {
    const error = read(301, '')
    expect([error.code, error.retryable]).toEqual(['upstream_rejected', false])
    expect(error.message).toContain('baseURL')
  })

  it('turns any status and any body into an error', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.oneof(fc.string(), fc.json()),
        (status, text) => {
          const error = toUpstreamError({ service: 'S', status, text })
          expect(isCuekitError(error)).toBe(true)
          expect(error.message.length).toBeLessThan(700)
        },
      ),
    )
  })
})

describe('isErrorBody', () => {
  it.each([
    [{ error: { err_code: -1, message: 'x' } }, true],
    [{ error: 'x' }, true],
    [{ success: false, message: 'x' }, true],
    [{ code: -10001, msg: 'x' }, true],
    [{ code: 'InvalidParameter', message: 'x' }, true],
    [{ status: 'error', data: { error: { err_code: 1 } } }, true],
    [{ text: 'hello', error: null }, false],
    [{ text: 'hello', error: '' }, false],
    [{ code: 0, msg: 'ok', data: {} }, false],
    [{ code: 200, message: 'ok' }, false],
    [{ text: 'hello' }, false],
    [[], false],
    [undefined, false],
  ])('%j: %s', (body, expected) => {
    expect(isErrorBody(body)).toBe(expected)
  })
})
