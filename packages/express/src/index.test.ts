import { createRequire } from 'node:module'
import type { Cuekit } from '@cuekit/server'
import { converterContract, serveNode } from '@cuekit/server/testing'
import express5, { type ErrorRequestHandler, type Express } from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { expressMiddleware, type ExpressNative } from './index.ts'

type Handle = Cuekit['handle']

// Express 4 under its alias carries no types; what is used here is the same in both.
const require = createRequire(import.meta.url)
const express4: typeof express5 = require('express4')

const layouts: Record<
  string,
  { path: string; mount(app: Express, handle: Handle, e: typeof express5): void }
> = {
  'at the root': { path: '', mount: (app, handle) => app.use(expressMiddleware({ handle })) },
  'under a path': {
    path: '/api/cuekit',
    mount: (app, handle) => app.use('/api/cuekit', expressMiddleware({ handle })),
  },
  'in a nested router, behind parsers': {
    path: '/api/acme/cuekit',
    mount(app, handle, e) {
      const router = e.Router()
      router.use('/cuekit', expressMiddleware({ handle }))
      app.use(e.json(), e.urlencoded({ extended: true }))
      app.use('/api/:tenant', router)
    },
  },
}

for (const [version, e] of [
  ['Express 5', express5],
  ['Express 4', express4],
] as const) {
  /** The app must not write our test's errors to the console; what reaches it is collected. */
  async function serve(
    build: (app: Express) => void,
    path = '',
  ): Promise<{ url: string; errors: unknown[]; close(): Promise<void> }> {
    const app = e()
    const errors: unknown[] = []
    build(app)
    const collect: ErrorRequestHandler = (error, _req, res, next) => {
      errors.push(error)
      if (res.headersSent) next(error)
      else res.status(500).send('from the app')
    }
    app.set('env', 'test').use(collect)
    const server = await serveNode(app)
    return { url: server.url + path, errors, close: server.close }
  }

  for (const [layout, { path, mount }] of Object.entries(layouts)) {
    describe(`${version} ${layout}`, () => {
      for (const check of converterContract) {
        it(check.name, () =>
          check.run({
            listen: (handler) =>
              serve((app) => mount(app, async (request) => handler(request), e), path),
          }),
        )
      }
    })
  }

  describe(version, () => {
    async function listen(
      build: (app: Express) => void,
    ): Promise<{ url: string; errors: unknown[] }> {
      const server = await serve(build)
      onTestFinished(() => server.close())
      return server
    }
    const echo: Handle = async (request) =>
      Response.json({ type: request.headers.get('content-type'), body: await request.text() })
    const post = async (url: string, type: string, body: string): Promise<unknown> => {
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
      return response.json()
    }

    it('passes the mount as basePath, and req with its user as native', async () => {
      const asked: unknown[] = []
      const { url } = await listen((app) => {
        app.use((req, _res, next) => {
          Object.assign(req, { user: { id: 'u1' } })
          next()
        })
        const handle: Handle = async (_request, options) => {
          const { basePath, native } = options ?? {}
          const { req, res } = native as ExpressNative
          asked.push(basePath, 'user' in req && req.user, typeof res.json)
          return new Response()
        }
        app.use('/a/:b', expressMiddleware({ handle }))
      })
      await fetch(`${url}/a/b/tasks`)
      expect(asked).toEqual(['/a/b', { id: 'u1' }, 'function'])
    })

    it('writes bodies again that text, raw and urlencoded parsers took', async () => {
      const { url } = await listen((app) => {
        app.use(e.text(), e.raw({ type: 'audio/*' }), e.urlencoded({ extended: true }))
        app.use(expressMiddleware({ handle: echo }))
      })
      expect(await post(url, 'text/plain', 'ä')).toMatchObject({ body: 'ä' })
      expect(await post(url, 'audio/wav', 'RIFF')).toMatchObject({ body: 'RIFF' })
      const form = 'a%5Bb%5D=1&c=x+y'
      expect(await post(url, 'application/x-www-form-urlencoded', form)).toMatchObject({
        body: form,
      })
    })

    it('tells to mount before the parser when the bytes are gone', async () => {
      const { url, errors } = await listen((app) => {
        app.use((req, _res, next) => {
          req.resume().once('end', next)
        })
        app.use(expressMiddleware({ handle: echo }))
      })
      expect(await post(url, 'multipart/form-data; boundary=x', '--x--')).toMatchObject({
        error: {
          code: 'body_already_read',
          message: expect.stringContaining('Mount Cuekit before'),
        },
      })
      expect(errors).toEqual([])
    })

    it('follows a URL that middleware in front rewrote', async () => {
      const handle: Handle = async (request) => new Response(new URL(request.url).pathname)
      const { url } = await listen((app) => {
        app.use((req, _res, next) => {
          req.url = req.url.replace(/^\/fr/, '')
          next()
        })
        app.use('/api', expressMiddleware({ handle }))
      })
      expect(await (await fetch(`${url}/fr/api/tasks`)).text()).toBe('/api/tasks')
    })

    it('believes X-Forwarded-Proto only when the app trusts its proxy', async () => {
      const handle: Handle = async (request) => new Response(new URL(request.url).protocol)
      const protocol = async (trust: boolean): Promise<string> => {
        const { url } = await listen((app) =>
          app.set('trust proxy', trust).use(expressMiddleware({ handle })),
        )
        return (await fetch(url, { headers: { 'x-forwarded-proto': 'https' } })).text()
      }
      expect([await protocol(false), await protocol(true)]).toEqual(['http:', 'https:'])
    })

    it('gives what a handler throws to the error handling of the app', async () => {
      const failure = new Error('thrown')
      const handle: Handle = () => Promise.reject(failure)
      const { url, errors } = await listen((app) => app.use(expressMiddleware({ handle })))
      const response = await fetch(url)
      expect([response.status, await response.text()]).toEqual([500, 'from the app'])
      expect(errors).toEqual([failure])
    })

    it('gives a body that fails midway to the app, and a client that left to nobody', async () => {
      const handle: Handle = async ({ url }) =>
        new Response(
          new ReadableStream({
            start: (controller) => controller.enqueue(new Uint8Array(1)),
            pull: (controller) =>
              url.endsWith('/fail')
                ? controller.error(new Error('disk gone'))
                : new Promise(() => {}),
          }),
        )
      const { url, errors } = await listen((app) => app.use(expressMiddleware({ handle })))
      const client = new AbortController()
      await fetch(`${url}/wait`, { signal: client.signal })
      client.abort()
      await expect(fetch(`${url}/fail`).then((response) => response.text())).rejects.toThrow()
      await expect.poll(() => errors).toEqual([new Error('disk gone')])
    })
  })
}
