import type { Cuekit } from '@cuekit/server'
import { describe, expect, it } from 'vitest'
import { nextRouteHandlers } from './index.ts'

const handle: Cuekit['handle'] = async (request, options) =>
  new Response(`${request.method} ${options?.basePath}`)

const ask = async (path: string, params: unknown): Promise<string> => {
  const request = new Request(`http://internal:3000${path}`, { method: 'POST' })
  return (await nextRouteHandlers({ handle }).POST(request, { params })).text()
}

describe('nextRouteHandlers', () => {
  it('finds the mount from the catch-all, given as a promise or as an object', async () => {
    const params = { path: ['tasks', 't1'] }
    expect(await ask('/api/cuekit/tasks/t1', Promise.resolve(params))).toBe('POST /api/cuekit')
    expect(await ask('/api/cuekit/tasks/t1', params)).toBe('POST /api/cuekit')
  })

  it('takes the whole path where the catch-all is empty, and no slash at the end', async () => {
    expect(await ask('/api/cuekit', Promise.resolve({}))).toBe('POST /api/cuekit')
    expect(await ask('/api/cuekit/', Promise.resolve({}))).toBe('POST /api/cuekit')
    expect(await ask('/api/cuekit', undefined)).toBe('POST /api/cuekit')
  })

  it('sees through trailing slashes, encoded segments and other dynamic segments', async () => {
    expect(await ask('/acme/cuekit/tasks/', { tenant: 'acme', rest: ['tasks'] })).toBe(
      'POST /acme/cuekit',
    )
    expect(await ask('/cuekit/a%2Fb/c', { path: ['a/b', 'c'] })).toBe('POST /cuekit')
    expect(await ask('/tasks', { path: ['tasks'] })).toBe('POST ')
  })

  it('believes basePath over what it sees', async () => {
    const handlers = nextRouteHandlers({ handle }, { basePath: '/subtitles' })
    const response = await handlers.GET(new Request('http://a/api/x/y'), {
      params: { path: ['y'] },
    })
    expect(await response.text()).toBe('GET /subtitles')
  })

  it('answers every method that a route file may export', () => {
    expect(Object.keys(nextRouteHandlers({ handle }))).toEqual([
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
    ])
  })
})
