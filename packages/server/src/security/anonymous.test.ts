import { describe, expect, it } from 'vitest'
import type { Owner } from '../context.ts'
import { openServer } from '../fixtures/open-server.ts'
import { anonymous } from './anonymous.ts'

const secret = 'sixteen characters'
const ask = async (
  authorize: ReturnType<typeof anonymous>,
  { url = 'http://localhost/', ...headers }: Record<string, string> = {},
): Promise<Owner> => {
  const owner = await authorize(new Request(url, { headers }), { action: 'read' })
  if (!owner) throw new Error('anonymous() knows everyone')
  return owner
}
const cookieOf = ({ setCookie = '' }: Owner): string => setCookie.split(';')[0] ?? ''

describe('anonymous', () => {
  it('makes an owner at the first visit and knows it again', async () => {
    const authorize = anonymous({ secret })
    const first = await ask(authorize)
    expect(first.id).toMatch(/^[\w-]{22}$/)
    expect(first.setCookie).toMatch(/; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/)
    const cookie = `theme=dark; ${cookieOf(first)}; other=1`
    expect(await ask(anonymous({ secret }), { cookie })).toEqual({ id: first.id })
    expect((await ask(authorize)).id).not.toBe(first.id)
  })

  it('does not believe a cookie it has not signed', async () => {
    const authorize = anonymous({ secret })
    const victim = await ask(authorize)
    const foreign = await ask(anonymous({ secret: 'another secret text' }))
    for (const cookie of [
      `cuekit-owner=${victim.id}`,
      `cuekit-owner=${victim.id}.`,
      `cuekit-owner=${victim.id}.${cookieOf(foreign).split('.')[1]}`,
      cookieOf(foreign),
      'cuekit-owner=.',
    ]) {
      const owner = await ask(authorize, { cookie })
      expect(owner.setCookie).toBeDefined()
      expect([victim.id, foreign.id]).not.toContain(owner.id)
    }
  })

  it.each([
    [{ url: 'https://app.example/' }, true],
    [{ url: 'http://localhost/' }, false],
    [{ url: 'http://localhost/', 'x-forwarded-proto': 'https, http' }, true],
    [{ url: 'https://localhost/', 'x-forwarded-proto': 'http' }, false],
  ])('marks the cookie Secure as the browser sees it: %j', async (request, isSecure) => {
    const { setCookie = '' } = await ask(anonymous({ secret }), request)
    expect(setCookie.endsWith('; Secure')).toBe(isSecure)
  })

  it('uses the secret of the instance when it has none', async () => {
    const server = await openServer({ authorize: anonymous() })
    const request = (cookie = '') => new Request('http://localhost/', { headers: { cookie } })
    const owner = await server.context.authorize(request(), { action: 'read' })
    const again = await server.context.authorize(request(cookieOf(owner ?? { id: '' })), {
      action: 'read',
    })
    expect(again).toEqual({ id: owner?.id })
    expect(() => anonymous()(request(), { action: 'read' })).toThrow('needs a `secret`')
    expect(() => anonymous({ secret: 'short' })).toThrow('16 characters')
  })
})
