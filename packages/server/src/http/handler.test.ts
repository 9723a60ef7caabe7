import { CuekitError } from '@cuekit/core'
import { afterAll, describe, expect, it } from 'vitest'
import { testServer, wav } from './fixtures/test-server.ts'

const server = testServer()
afterAll(server.close)

const code = async (response: Response) => {
  const { error } = (await response.json()) as { error: { code: string } }
  return [response.status, error.code]
}

async function readConfig(from: typeof server) {
  const response = await from.send('/config')
  return (await response.json()) as {
    limits: object
    accept: { types: string[]; extensions: string[] }
    engine: object
    subtitleFormats: string[]
  }
}

describe('createHandler', () => {
  it.each([
    ['another base path', 'http://a/other/tasks'],
    ['the base path as a mere prefix', 'http://a/api/cuekitty/tasks'],
    ['the base path alone', 'http://a/api/cuekit'],
    ['an unknown route', 'http://a/api/cuekit/nothing'],
    ['an empty id', 'http://a/api/cuekit/tasks//events'],
    ['an encoded slash', 'http://a/api/cuekit/tasks/a%2Fb'],
    ['an encoded way up', 'http://a/api/cuekit/tasks/%2e%2e%2fetc'],
    ['a NUL', 'http://a/api/cuekit/tasks/a%00b'],
    ['an id that is too long', `http://a/api/cuekit/tasks/${'a'.repeat(65)}`],
    ['an id of other characters', 'http://a/api/cuekit/tasks/a.json'],
    ['__proto__ as a path', 'http://a/api/cuekit/__proto__'],
  ])('answers 404 for %s', async (_name, url) => {
    const response = await server.handle(new Request(url, { headers: { user: 'ada' } }))
    expect(await code(response)).toEqual([404, 'not_found'])
  })

  it.each([
    ['PUT', '/tasks', 'GET, POST, HEAD, OPTIONS'],
    ['POST', '/config', 'GET, HEAD, OPTIONS'],
    ['GET', '/tasks/abc/cancel', 'POST, OPTIONS'],
    ['constructor', '/tasks', 'GET, POST, HEAD, OPTIONS'],
  ])('answers 405 with Allow for %s %s', async (method, path, allow) => {
    const response = await server.send(path, { method })
    expect(response.headers.get('allow')).toBe(allow)
    expect(await code(response)).toEqual([405, 'method_not_allowed'])
  })

  it('answers OPTIONS with Allow and without a CORS header', async () => {
    const response = await server.send('/tasks', {
      method: 'OPTIONS',
      user: null,
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(response.status).toBe(204)
    expect(response.headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS')
    expect([...response.headers.keys()].join()).not.toContain('access-control')
  })

  it('answers HEAD as GET without a body', async () => {
    const response = await server.send('/config', { method: 'HEAD' })
    expect([response.status, response.body]).toEqual([200, null])
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('lets one slash at the end pass', async () => {
    expect((await server.send('/config/')).status).toBe(200)
    expect((await server.send('/config//')).status).toBe(404)
  })

  it('is mounted anywhere, also at the root, and links stay below it', async () => {
    for (const basePath of ['', '/', '/v1/speech', '/v1/speech/']) {
      const base = basePath.replace(/\/$/, '')
      const response = await server.handle(
        new Request(`http://a${base}/tasks?name=a.wav`, {
          method: 'POST',
          headers: { user: `root${basePath}` },
          body: wav(),
        }),
        { basePath },
      )
      const task = (await response.json()) as { id: string; mediaUrl: string }
      expect(response.headers.get('location')).toBe(`${base}/tasks/${task.id}`)
      expect(task.mediaUrl).toMatch(new RegExp(`^${base}/tasks/${task.id}/media\\?`))
    }
  })

  it('puts a request id, nosniff and no-store on every answer', async () => {
    for (const path of ['/config', '/tasks', '/nothing', '/tasks/unknown']) {
      const { headers } = await server.send(path)
      expect(headers.get('x-request-id')).toMatch(/^req_[\w-]{36}$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toBe('no-store')
    }
    const response = await server.send('/nothing')
    const { error } = (await response.json()) as { error: { requestId: string } }
    expect(error.requestId).toBe(response.headers.get('x-request-id'))
  })

  it('answers 401 when nobody is signed in, on every route', async () => {
    const calls: [string, string][] = [
      ['GET', '/config'],
      ['GET', '/tasks'],
      ['POST', '/tasks'],
      ['GET', '/tasks/abc'],
      ['DELETE', '/tasks/abc'],
      ['POST', '/tasks/abc/cancel'],
      ['POST', '/tasks/abc/retry'],
      ['GET', '/events'],
      ['GET', '/tasks/abc/events'],
      ['GET', '/tasks/abc/media'],
      ['GET', '/tasks/abc/transcript'],
      ['GET', '/tasks/abc/subtitles.vtt'],
    ]
    for (const [method, path] of calls) {
      const response = await server.send(path, { method, user: null })
      expect(await code(response), `${method} ${path}`).toEqual([401, 'unauthorized'])
    }
  })

  it('refuses a state change of another site before it asks who it is', async () => {
    let asked = 0
    const guarded = testServer({ authorize: () => (asked++, { id: 'ada' }) })
    for (const [method, path] of [
      ['POST', '/tasks'],
      ['DELETE', '/tasks/abc'],
      ['POST', '/tasks/abc/cancel'],
    ] as const) {
      const headers = { 'sec-fetch-site': 'cross-site' }
      const response = await guarded.send(path, { method, headers })
      expect(await code(response)).toEqual([403, 'cross_site_request'])
    }
    expect(asked).toBe(0)
    const read = await guarded.send('/tasks', { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(read.status).toBe(200)
    guarded.close()
  })

  it('compares Origin with Host, not with the URL the framework made up', async () => {
    const headers = { origin: 'https://app.example', host: 'app.example' }
    const response = await server.send('/tasks/abc/cancel', { method: 'POST', headers })
    expect(await code(response)).toEqual([404, 'not_found'])
  })

  it('hands action and native to authorize, and sets the cookie of the owner, also on errors', async () => {
    const seen: unknown[] = []
    const native = { req: 1 }
    const cookies = testServer({
      authorize: (_request, context) => {
        seen.push(context)
        return { id: 'new', setCookie: 'cuekit=1; HttpOnly' }
      },
    })
    for (const path of ['/config', '/tasks/unknown']) {
      const request = new Request(`http://a/api/cuekit${path}`)
      const response = await cookies.handle(request, { native })
      expect(response.headers.getSetCookie()).toEqual(['cuekit=1; HttpOnly'])
    }
    expect(seen).toEqual([
      { action: 'config', native },
      { action: 'read', native },
    ])
    cookies.close()
  })

  it('answers a failing authorize with 500 and a fixed text, and logs the original', async () => {
    const failure = new Error('db password hunter2')
    const broken = testServer({
      authorize: () => {
        throw failure
      },
    })
    const response = await broken.send('/tasks')
    expect(response.status).toBe(500)
    const text = await response.text()
    expect(text).toContain('"internal"')
    expect(text).not.toContain('hunter2')
    expect(broken.logged).toContainEqual([
      'error',
      'authorize threw',
      expect.objectContaining({ error: failure }),
    ])
    broken.close()
  })

  it('lets authorize refuse with an error of ours', async () => {
    const limited = testServer({
      authorize: async () => {
        throw new CuekitError('rate_limited', 'Slow down.', { retryAfterMs: 1500 })
      },
    })
    const response = await limited.send('/tasks')
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await code(response)).toEqual([429, 'rate_limited'])
    limited.close()
  })

  it('does not take an owner without an id, who would share everybody’s tasks', async () => {
    for (const owner of [{}, { id: '' }, { id: undefined }, { id: 7 }, undefined]) {
      const careless = testServer({ authorize: () => owner as never })
      expect(await code(await careless.send('/tasks'))).toEqual([500, 'internal'])
      careless.close()
    }
  })

  it('says nothing of an unknown failure and logs it without the query', async () => {
    const failure = new Error('SQLITE_CORRUPT /srv/data.db')
    const failing = testServer({})
    failing.context.tasks.list = async () => {
      throw failure
    }
    const response = await failing.send('/tasks?cursor=secret')
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).not.toMatch(/SQLITE|srv/)
    expect(failing.logged).toEqual([
      [
        'error',
        'request failed',
        {
          requestId: response.headers.get('x-request-id'),
          method: 'GET',
          path: '/api/cuekit/tasks',
          error: failure,
        },
      ],
    ])
    failing.close()
  })

  it('starts the worker, and answers also when that fails', async () => {
    let starts = 0
    const idle = testServer({
      start: async () => {
        starts += 1
        throw new Error('port taken')
      },
    })
    expect((await idle.send('/config')).status).toBe(200)
    expect(starts).toBe(1)
    expect(idle.logged[0]?.[1]).toBe('the worker did not start')
    idle.close()
  })

  it('answers 503 once the instance was closed', async () => {
    const closed = testServer({
      start: async () => {
        throw new CuekitError('shutting_down', 'This instance was closed.')
      },
    })
    expect(await code(await closed.send('/config'))).toEqual([503, 'shutting_down'])
    closed.close()
  })
})

describe('GET /config', () => {
  it('tells limits, accepted media and the engine, and nothing else of the server', async () => {
    const config = await readConfig(server)
    expect(config).toMatchObject({
      limits: { maxBytes: 1_000_000, maxDuration: 3600, maxActiveTasks: 5 },
      engine: { name: 'silent', languages: ['en', 'de'] },
    })
    expect(config.accept.types).toContain('video/mp4')
    expect(config.accept.extensions).toContain('mp3')
    expect(config.subtitleFormats).toEqual(expect.arrayContaining(['srt', 'vtt']))
    const engine = Object.keys(config.engine).sort()
    expect(engine).toEqual(['languageRequired', 'languages', 'name'])
  })

  it('tells the limits of the owner who asks', async () => {
    const limits = { maxBytes: 5, maxActiveTasks: 1 }
    const premium = testServer({ authorize: () => ({ id: 'p', limits }) })
    expect((await readConfig(premium)).limits).toMatchObject(limits)
    premium.close()
  })
})
