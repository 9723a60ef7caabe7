import { describe, expect, it } from 'vitest'
import { createEmulator, type Emulator } from '../emulator.ts'

const control = 'http://emulator/_emulator/faults'

const tell = (emulator: Emulator, body: unknown) =>
  emulator.fetch(control, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** A task nobody knows: 404 unless a fault comes first. */
async function ask(emulator: Emulator, path = '/302/vt/tasks/subtitle/x', fault?: string) {
  const headers = {
    authorization: 'Bearer sk-test',
    ...(fault === undefined ? {} : { 'x-emulator-fault': fault }),
  }
  return (await emulator.fetch(`http://emulator${path}`, { headers })).status
}

describe('/_emulator/faults', () => {
  it('makes so many matching requests fail, whose headers say nothing', async () => {
    const emulator = createEmulator()
    const told = await tell(emulator, {
      path: '/302/vt/tasks/*',
      method: 'get',
      times: 2,
      fault: 'status=502',
    })
    expect(await told.json()).toEqual({
      faults: [{ path: '/302/vt/tasks/*', method: 'GET', times: 2, fault: 'status=502' }],
    })
    expect(await ask(emulator, '/v1/audio/transcriptions')).toBe(405)
    expect([await ask(emulator), await ask(emulator), await ask(emulator)]).toEqual([502, 502, 404])
    expect(emulator.ledger.calls.map((call) => call.fault)).toEqual([
      undefined,
      'status=502',
      'status=502',
      undefined,
    ])
  })

  it('takes the rules in their order, and the header before them', async () => {
    const emulator = createEmulator()
    await tell(emulator, { times: 1, fault: 'status=500' })
    await tell(emulator, { path: '/302/vt/tasks/subtitle/x', times: 1, fault: 'status=503' })
    expect(await ask(emulator, undefined, 'status=429')).toBe(429)
    expect([await ask(emulator), await ask(emulator), await ask(emulator)]).toEqual([500, 503, 404])
  })

  it('lasts until it is cleared, and never touches the control itself', async () => {
    const emulator = createEmulator()
    await tell(emulator, { fault: 'status=500' })
    expect([await ask(emulator), await ask(emulator)]).toEqual([500, 500])
    expect(await (await emulator.fetch(control)).json()).toEqual({
      faults: [{ fault: 'status=500' }],
    })
    expect((await emulator.fetch(control, { method: 'DELETE' })).status).toBe(204)
    expect(await ask(emulator)).toBe(404)
  })

  it('works over a real port', async () => {
    const emulator = createEmulator()
    const { url } = await emulator.listen()
    try {
      const told = await fetch(`${url}/_emulator/faults`, {
        method: 'POST',
        body: JSON.stringify({ times: 1, fault: 'reset-before-body' }),
      })
      expect(told.status).toBe(200)
      await expect(fetch(`${url}/302/vt/tasks/subtitle/x`)).rejects.toThrow('fetch failed')
      expect((await fetch(`${url}/302/vt/tasks/subtitle/x`)).status).toBe(401)
      expect((await fetch(`${url}/_emulator/faults`, { method: 'DELETE' })).status).toBe(204)
    } finally {
      await emulator.close()
    }
  })

  it.each([
    ['no JSON', 'fault=status'],
    ['a list', []],
    ['no fault', { path: '/v1' }],
    ['an unknown fault', { fault: 'explode' }],
    ['a path without slash', { path: 'v1', fault: 'hang' }],
    ['no time at all', { times: 0, fault: 'hang' }],
    ['a method that is a number', { method: 1, fault: 'hang' }],
    ['what it does not know', { fault: 'hang', status: 502 }],
  ])('refuses %s', async (_, body) => {
    const emulator = createEmulator()
    expect((await tell(emulator, body)).status).toBe(400)
    expect(await (await emulator.fetch(control)).json()).toEqual({ faults: [] })
  })
})
