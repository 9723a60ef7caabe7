import assert from 'node:assert/strict'
import { assertError, type Check, createVisitor } from './handler-contract-target.ts'

const post = (headers: Record<string, string>, body: string) => ({ method: 'POST', headers, body })

export const errorChecks: Record<string, Check> = {
  'an unknown path is 404': async (visitor) => {
    assertError(await visitor.send('/nothing'), 404, 'not_found')
    assertError(await visitor.send('/tasks/a/b/c/d'), 404, 'not_found')
  },

  'a wrong method is 405 and names the right ones': async (visitor) => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await visitor.send('/tasks', { method })
      assertError(answer, 405, 'method_not_allowed')
      assert.match(answer.headers.allow ?? '', /GET.*POST/)
    }
  },

  'a body that is no media is 415': async (visitor) => {
    const answer = await visitor.send('/tasks', post({ 'content-type': 'text/plain' }, 'hello'))
    assertError(answer, 415, 'unsupported_media')
  },

  'no body is 400': async (visitor) => {
    const answer = await visitor.send('/tasks', {
      method: 'POST',
      headers: { 'content-type': 'audio/wav' },
    })
    assertError(answer, 400, 'empty_file')
  },

  'an unknown option is 400 and named': async (visitor) => {
    const headers = { 'content-type': 'audio/wav' }
    const message = assertError(
      await visitor.send('/tasks?langauge=en', post(headers, 'RIFF')),
      400,
      'invalid_option',
    )
    assert.match(message, /langauge/)
  },

  'a visitor whom authorize does not know is 401': async (visitor) => {
    const response = await fetch(visitor.urlOf('/tasks'))
    assert.equal(response.status, 401)
    assert.match(await response.text(), /"unauthorized"/)
  },

  'a request of another site is 403': async (visitor, { url }) => {
    const type = { 'content-type': 'audio/wav' }
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ]) {
      const answer = await visitor.send('/tasks', post({ ...type, ...headers }, 'RIFF'))
      assertError(answer, 403, 'cross_site_request')
    }
    const own = await visitor.send('/tasks', post({ ...type, origin: new URL(url).origin }, 'RIFF'))
    assert.notEqual(own.status, 403)
  },

  'a task of somebody else is as unknown as one that never was': async (visitor, target) => {
    const { id } = await visitor.upload()
    const stranger = createVisitor(target)
    for (const path of ['', '/events', '/transcript', '/subtitles.vtt', '/media']) {
      const foreign = assertError(await stranger.send(`/tasks/${id}${path}`), 404, 'not_found')
      const never = assertError(await stranger.send(`/tasks/never${path}`), 404, 'not_found')
      assert.equal(foreign.replaceAll(id, ''), never.replaceAll('never', ''))
    }
    assertError(await stranger.send(`/tasks/${id}/cancel`, { method: 'POST' }), 404, 'not_found')
    assertError(await stranger.send(`/tasks/${id}`, { method: 'DELETE' }), 404, 'not_found')
    assert.equal((await visitor.send(`/tasks/${id}`)).status, 200)
  },

  'a link that was changed is 403': async (visitor, { url }) => {
    const { mediaUrl = '' } = await visitor.upload()
    const link = new URL(mediaUrl, url)
    link.searchParams.set('exp', '9999999999')
    const response = await fetch(link)
    assert.equal(response.status, 403)
    assert.match(await response.text(), /"link_invalid"/)
  },

  'behind a proxy nothing is built from the inner host': async (visitor) => {
    const headers = {
      host: 'talk.example',
      origin: 'https://talk.example',
      'x-forwarded-host': 'talk.example',
      'x-forwarded-proto': 'https',
      'x-forwarded-for': '203.0.113.7',
    }
    const { name, type, bytes } = visitor.media
    const answer = await visitor.send(`/tasks?name=${name}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': type, 'content-length': String(bytes.byteLength) },
      body: bytes,
    })
    assert.equal(answer.status, 202, answer.body.toString('utf8'))
    assert.ok(
      answer.headers.location?.startsWith(`${visitor.mount}/tasks/`),
      answer.headers.location,
    )
    assert.doesNotMatch(answer.body.toString('utf8'), /127\.0\.0\.1|localhost|https?:\/\//)
  },
}
