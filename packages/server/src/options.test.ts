import { describe, expect, it } from 'vitest'
import { fakeEngine } from './fixtures/fake-engine.ts'
import { parseCuekitOptions } from './options.ts'

const engine = fakeEngine()
const authorize = () => null
const parse = (options: object) => parseCuekitOptions(options as never)

describe('options of createCuekit', () => {
  it.each([
    ['no engine', { authorize }, '`engine` is required'],
    [
      'an engine without its function',
      { engine: { name: 'x' }, authorize },
      '`engine` is required',
    ],
    ['no authorize', { engine }, '`authorize` is required'],
    ['an unknown option', { engine, authorize, engin: 1 }, 'does not know `engin`'],
    ['an unknown limit', { engine, authorize, limits: { maxByte: 1 } }, '`limits.maxByte`'],
    ['a limit that is none', { engine, authorize, limits: { maxBytes: '5' } }, '`limits.maxBytes`'],
    ['no workers', { engine, authorize, concurrency: 0 }, '`concurrency` must be a whole number'],
    ['a short secret', { engine, authorize, secret: 'hunter2' }, 'at least 16 characters'],
    [
      'a relative publicUrl',
      { engine, authorize, publicUrl: '/api' },
      '`publicUrl` must be an absolute',
    ],
    [
      'a script as publicUrl',
      { engine, authorize, publicUrl: 'javascript:alert(1)' },
      '`publicUrl`',
    ],
    ['a name with a slash', { engine, authorize, name: 'a/b' }, '`name` must be'],
    [
      'half of the ports',
      { engine, authorize, storage: { store: {} } },
      'storage: `store` must be',
    ],
    ['a logger without methods', { engine, authorize, logger: () => {} }, '`logger` must have'],
    ['a hook that is no function', { engine, authorize, onTaskEnd: true }, '`onTaskEnd` must be'],
    ['nothing at all', undefined, 'createCuekit'],
  ])('refuse %s and say so', (_what, options, message) => {
    expect(() => parse(options as object)).toThrowError(
      expect.objectContaining({
        code: 'invalid_option',
        message: expect.stringContaining(message),
      }),
    )
  })

  it('never repeat a value', () => {
    expect(() => parse({ engine, authorize, secret: 'hunter2' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') }),
    )
  })

  it('have closed defaults', () => {
    const settings = parse({ engine, authorize })
    expect(settings).toMatchObject({
      name: 'cuekit',
      basePath: '/api/cuekit',
      limits: { maxBytes: 2_147_483_648, maxDuration: 14_400, maxActiveTasks: 5 },
      concurrency: 2,
      keepMediaSeconds: 604_800,
    })
    expect(settings.folder).toMatch(/[/\\]\.cuekit$/)
  })

  it('survive a logger that throws', () => {
    const fail = () => {
      throw new Error('disk full')
    }
    const { logger } = parse({
      engine,
      authorize,
      logger: { debug: fail, info: fail, warn: fail, error: fail },
    })
    expect(() => logger.error('x')).not.toThrow()
  })
})
