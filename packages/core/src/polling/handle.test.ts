import { describe, expect, it } from 'vitest'
import type { RemoteJob } from '../engines/engine.ts'
import { CuekitError } from '../errors/error.ts'
import { createHandle, parseHandle, type WaitEvent } from './handle.ts'

const job: RemoteJob = {
  v: 1,
  id: '0b9e4a3e-0000-4000-8000-000000000000-e1',
  baseURL: 'https://api.302.ai',
  kind: 'transcribe',
  submittedAt: '2026-01-01T00:00:00.000Z',
}
const expected = { baseURL: 'https://api.302.ai', kinds: ['transcribe'] }

describe('parseHandle', () => {
  it('reads back what was stored', () => {
    const handle = createHandle<string>(job, async () => 'x')
    expect(parseHandle(JSON.parse(JSON.stringify(handle)), expected)).toEqual(job)
    expect(parseHandle(handle, expected)).toEqual(job)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', JSON.stringify(job)],
    ['another version', { ...job, v: 2 }],
    ['an empty id', { ...job, id: '' }],
    ['an id that leaves its path', { ...job, id: '../../v1/models' }],
    ['another host, which must not get the key', { ...job, baseURL: 'https://evil.test' }],
    ['another kind', { ...job, kind: 'burn' }],
    ['a key of nobody', { ...job, apiKey: 'x' }],
    ['no time', { ...job, submittedAt: 'yesterday' }],
  ])('refuses %s', (_name, json) => {
    expect(() => parseHandle(json, expected)).toThrow(
      expect.objectContaining({ code: 'handle_invalid' }),
    )
  })
})

describe('createHandle', () => {
  it('takes any id that a service gives out, and none that leads elsewhere', () => {
    for (const id of ['a+b/c==', '12345', 'x'.repeat(800), 'task?1#2']) {
      expect(parseHandle({ ...job, id }, expected).id).toBe(id)
    }
    for (const id of ['', '.', '..', 'a b', 'a\nb']) {
      expect(() => parseHandle({ ...job, id }, expected)).toThrow('"id" is missing or wrong')
    }
  })

  it('is not awaited away by an async function', async () => {
    const handle = createHandle<string>(job, async () => 'x')
    const returned = await (async () => handle)()
    expect(returned).toBe(handle)
  })

  it('puts itself into every error, so that paid work is not lost', async () => {
    const handle = createHandle<string>(job, async () => {
      throw new CuekitError('wait_timeout', 'late', { requestId: 'r', retryable: false })
    })
    await expect(handle.result()).rejects.toMatchObject({
      code: 'wait_timeout',
      message: 'late',
      requestId: 'r',
      retryable: false,
      handle: job,
    })
  })

  it('streams events to the end, and stops waiting when the loop is left', async () => {
    let aborted = false
    const handle = createHandle<string>(job, async ({ signal, onEvent }) => {
      signal?.addEventListener('abort', () => {
        aborted = true
      })
      onEvent?.({ type: 'status', status: 'queued', raw: 'queue' })
      await Promise.resolve()
      onEvent?.({ type: 'succeeded', result: 'x' })
      return 'x'
    })
    const types: WaitEvent<string>['type'][] = []
    for await (const event of handle.events()) types.push(event.type)
    expect(types).toEqual(['status', 'succeeded'])

    aborted = false
    for await (const _event of handle.events()) break
    expect(aborted).toBe(true)
  })

  it('ends the stream with the error', async () => {
    const handle = createHandle<string>(job, async () => {
      throw new CuekitError('task_failed', 'no')
    })
    await expect(handle.events().next()).rejects.toMatchObject({ code: 'task_failed', handle: job })
  })
})
