import { ai302, type Engine, letsapi } from '@cuekit/core/engines'

export interface DemoEngine {
  engine: Engine
  /** Whether the bundled emulator stands in for the service. */
  emulated: boolean
  /** Languages to offer: those of the engine, or of whoever listens behind it. */
  languages: readonly string[] | 'any'
  /** What a person should know about the result. */
  notice: string
}

/** Where the demo's server runs the emulator; server.ts says where when the port was taken. */
const emulatorUrl = (): string => process.env['CUEKIT_EMULATOR_URL'] ?? 'http://127.0.0.1:4302'

const real = (engine: Engine, notice: string): DemoEngine => ({
  engine,
  emulated: false,
  languages: engine.capabilities.languages,
  notice,
})

/** The real service where a key is set, else the emulator of both. */
export function chooseEngine(): DemoEngine {
  if (process.env['AI302_API_KEY']) {
    return real(ai302(), 'Transcribed by 302.AI with your key.')
  }
  if (process.env['LETSAPI_API_KEY']) {
    return real(letsapi(), 'Transcribed by Let’sAPI with your key.')
  }
  const engine =
    process.env['CUEKIT_DEMO_ENGINE'] === 'ai302'
      ? ai302({ apiKey: 'sk-emulator', baseURL: emulatorUrl() })
      : letsapi({ apiKey: 'sk-emulator', baseURL: `${emulatorUrl()}/v1` })
  return {
    engine,
    emulated: true,
    languages: ['en'],
    notice:
      'No key is set, so the bundled emulator answers and PocketSphinx listens on this machine: English only, low accuracy, expect many wrong words. The sample is answered with its documented transcript.',
  }
}
