import assert from 'node:assert/strict'
import type { ConverterServe } from './converter-contract-serve.ts'
import { rawExchange } from './raw-exchange.ts'

export const messageChecks: Record<string, (serve: ConverterServe) => Promise<void>> = {
  'the URL keeps the mount path and the query': async (serve) => {
    const url = await serve(
      (request) => new Response(new URL(request.url).pathname + new URL(request.url).search),
    )
    const path = new URL(url).pathname.replace(/\/$/, '')
    assert.equal(
      await (await fetch(`${url}/tasks/a%2Fb?x=1&x=2`)).text(),
      `${path}/tasks/a%2Fb?x=1&x=2`,
    )
  },

  'a double slash in the path does not become a host': async (serve) => {
    const url = await serve((request) => new Response(new URL(request.url).hostname))
    const { pathname, host } = new URL(url)
    const answer = await rawExchange(
      url,
      `GET ${pathname.replace(/\/$/, '')}//evil.example/x HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    )
    assert.match(answer, /127\.0\.0\.1/)
    assert.doesNotMatch(answer, /evil\.example/)
  },

  'an invalid Host is answered with 400': async (serve) => {
    const url = await serve(() => new Response('reached'))
    for (const host of ['a b', 'exa mple', 'x/y', 'user@x', '[::1', 'x:99999999']) {
      const answer = await rawExchange(
        url,
        `GET ${new URL(url).pathname}/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      assert.match(answer, /^HTTP\/1\.1 400 /, host)
      assert.doesNotMatch(answer, /reached| at .*\.[jt]s/, host)
    }
  },

  'a JSON body and repeated headers arrive': async (serve) => {
    const url = await serve(async (request) =>
      Response.json({ body: await request.json(), accept: request.headers.get('x-many') }),
    )
    const headers = new Headers({ 'content-type': 'application/json' })
    headers.append('x-many', 'one')
    headers.append('x-many', 'two')
    const response = await fetch(url, { method: 'POST', headers, body: '{"a":1}' })
    assert.deepEqual(await response.json(), { body: { a: 1 }, accept: 'one, two' })
  },

  'a request without a body has none': async (serve) => {
    const url = await serve((request) => new Response(String(request.body === null)))
    for (const method of ['GET', 'DELETE', 'POST']) {
      assert.equal(await (await fetch(url, { method })).text(), 'true', method)
    }
  },

  'a multipart body arrives': async (serve) => {
    const url = await serve(async (request) => {
      const file = (await request.formData()).get('file')
      return new Response(file instanceof File ? `${file.name} ${await file.text()}` : 'none')
    })
    const form = new FormData()
    form.set('file', new File(['hello'], 'tälk.mp4'))
    assert.equal(await (await fetch(url, { method: 'POST', body: form })).text(), 'tälk.mp4 hello')
  },

  'the request can be copied and cloned': async (serve) => {
    const url = await serve(async (request) => {
      const clone = request.clone()
      const copy = new Request(request, { headers: { 'x-copy': '1' } })
      return new Response(
        `${await clone.text()} ${await copy.text()} ${copy.headers.get('x-copy')}`,
      )
    })
    assert.equal(await (await fetch(url, { method: 'PUT', body: 'b' })).text(), 'b b 1')
  },

  'two cookies arrive as two headers': async (serve) => {
    const url = await serve(
      () =>
        new Response(null, {
          headers: [
            ['set-cookie', 'a=1; Path=/'],
            ['set-cookie', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
          ],
        }),
    )
    const cookies = (await fetch(url)).headers.getSetCookie()
    assert.deepEqual(cookies, ['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'])
  },

  'HEAD has the headers of GET and no body': async (serve) => {
    const url = await serve(() => new Response('hello', { headers: { 'content-length': '5' } }))
    const response = await fetch(url, { method: 'HEAD' })
    assert.equal(response.headers.get('content-length'), '5')
    assert.equal(await response.text(), '')
  },

  'status, method and headers go through for every verb': async (serve) => {
    const url = await serve(
      (request) => new Response(null, { status: 204, headers: { 'x-method': request.method } }),
    )
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(url, { method })
      assert.deepEqual([response.status, response.headers.get('x-method')], [204, method])
    }
  },
}
