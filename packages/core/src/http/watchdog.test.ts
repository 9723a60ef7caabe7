import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { CuekitError } from '../errors/error.ts'
import { createWatchdog } from './watchdog.ts'

it('takes a limit of more than a timer can be told for none', async () => {
  const watchdog = createWatchdog()
  watchdog.expect(1e12, () => new CuekitError('total_timeout', 'too late'))
  await delay(20)
  expect(watchdog.signal.aborted).toBe(false)
  watchdog.stop()
})
