import { CuekitError, type Transcript } from '@cuekit/core'
import type { Engine, EngineContext, EngineOptions, MediaSource } from '@cuekit/core/engines'
import { createHash } from 'node:crypto'
import { sampleHashes, waterCycle } from './sample.ts'

/** The emulator's ears: the known sample, else the injected engine, else an honest error. */
export interface Hearing {
  /** Throws `CuekitError`; text is never invented. */
  hear(source: MediaSource, options: EngineOptions, context: EngineContext): Promise<Transcript>
}

const NOBODY_HEARS =
  'This emulator has no speech engine, so it cannot hear this file: pass one, createEmulator({ engine: pocketsphinx() }), ' +
  'or run cuekit-emulator on a machine with pocketsphinx and ffmpeg (apt-get install pocketsphinx pocketsphinx-en-us ffmpeg). ' +
  'Without an engine only the sample "water cycle" is known.'

export function createHearing(engine: Engine | undefined): Hearing {
  return {
    async hear(source, options, context) {
      if (sampleHashes().has(await sha256(source, context.signal))) return waterCycle.transcript
      if (engine === undefined) throw new CuekitError('program_missing', NOBODY_HEARS)
      return engine.transcribe(source, options, context)
    },
  }
}

async function sha256(source: MediaSource, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source.open()) {
    signal?.throwIfAborted()
    hash.update(chunk)
  }
  return hash.digest('hex')
}
