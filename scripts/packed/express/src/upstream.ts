// The service behind the apps, from the packed emulator: no key, no network.
import { fileURLToPath } from 'node:url'
import { createEmulator, waterCycle } from '@cuekit/emulator'

const { url } = await createEmulator().listen()
console.log(`upstream ${JSON.stringify({ url, sample: fileURLToPath(waterCycle.audioUrl) })}`)
