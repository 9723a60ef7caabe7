import { parseArgs } from 'node:util'
import type { Engine } from '@cuekit/core/engines'
import { findProgram, pocketsphinx } from '@cuekit/media'
import { createEmulator, type Emulator } from './emulator.ts'

export interface RunCommandOptions {
  print(text: string): void
  /** Default `process.env`; its `PATH` is searched for the speech engine. */
  env?: NodeJS.ProcessEnv
}

const USAGE = `Usage: cuekit-emulator [--port 4302] [--host 127.0.0.1]

302.AI's video translation and OpenAI's audio transcription on this machine, without a key.
`

/** Runs `cuekit-emulator`. Undefined when only the usage was asked for. Throws for arguments it does not know. */
export async function runCommand(
  args: string[],
  { print, env = process.env }: RunCommandOptions,
): Promise<Emulator | undefined> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4302' },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    print(USAGE)
    return undefined
  }
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65_535) {
    throw new TypeError(`--port has to be a number from 0 to 65535, not "${values.port}".`)
  }
  const { engine, says } = ears(env)
  const emulator = createEmulator(engine === undefined ? {} : { engine })
  const { url } = await emulator.listen({ port, host: values.host })
  print(`Cuekit emulator: two speech APIs on this machine, without a key

  ${url}/v1                  OpenAI, Let'sAPI: POST /audio/transcriptions
  ${url}                     302.AI: /302/vt/..., POST /302/upload-file
  ${url}/_emulator/ledger    what was asked, and what it would have cost
  ${url}/_emulator/faults    POST { "times": 1, "fault": "status=502" }, DELETE clears

Any key that begins with sk- is accepted. ${says}

  curl ${url}/v1/audio/transcriptions \\
    -H "Authorization: Bearer sk-emulator" \\
    -F file=@talk.mp3 -F model=whisper-1 -F response_format=srt

Ctrl-C stops.
`)
  return emulator
}

function ears(env: NodeJS.ProcessEnv): { engine?: Engine; says: string } {
  const speech =
    findProgram('pocketsphinx', { env }) ?? findProgram('pocketsphinx_continuous', { env })
  if (speech !== undefined && findProgram('ffmpeg', { env }) !== undefined) {
    return {
      engine: pocketsphinx(),
      says: 'pocketsphinx hears: English only, at low accuracy (about every third word is wrong).',
    }
  }
  return {
    says:
      'Nothing hears: only the sample "water cycle" is answered with text, everything else with an error.\n' +
      'For a speech engine: apt-get install ffmpeg pocketsphinx pocketsphinx-en-us',
  }
}
