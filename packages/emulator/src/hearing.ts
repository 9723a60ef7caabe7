import { CuekitError, isCuekitError, type Transcript } from '@cuekit/core'
import type { Engine, EngineContext, EngineOptions, MediaSource } from '@cuekit/core/engines'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type Decode, decode as decodeWithFfmpeg } from './decode.ts'
import { type Fingerprint, fingerprint, similarity } from './fingerprint.ts'
import { SAMPLE_DURATION, sampleHashes, waterCycle } from './sample.ts'

/** The emulator's ears: the known sample, else the injected engine, else an honest error. */
export interface Hearing {
  /** Throws `CuekitError`; text is never invented. */
  hear(source: MediaSource, options: EngineOptions, context: EngineContext): Promise<Transcript>
}

export interface HearingOptions {
  engine?: Engine | undefined
  decode?: Decode
}

const NOBODY_HEARS =
  'This emulator has no speech engine, so it cannot hear this file: pass one, createEmulator({ engine: pocketsphinx() }), ' +
  'or run cuekit-emulator on a machine with pocketsphinx and ffmpeg (apt-get install pocketsphinx pocketsphinx-en-us ffmpeg). ' +
  'Without an engine only the sample "water cycle" is known.'

/**
 * Measured on the sample: eight encodings of it, 12 kbit/s Opus and 8 kHz telephone sound among them, reach 0.85 or more;
 * another voice saying the same words at the same times 0.48, other words at the same times 0.22, other speech 0.
 */
const SAME = 0.7

const UNREADABLE = ['unreadable_media', 'unsupported_media', 'no_audio', 'empty_file', 'aborted']

export function createHearing({ engine, decode = decodeWithFfmpeg }: HearingOptions): Hearing {
  let sample: Promise<Fingerprint> | undefined

  async function soundsLikeTheSample(
    source: MediaSource,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const limits = { maxSeconds: SAMPLE_DURATION + 1 }
    try {
      const heard = fingerprint(
        await decode(await inputOf(source), { ...limits, ...(signal && { signal }) }),
      )
      sample ??= decode({ path: fileURLToPath(waterCycle.audioUrl) }, limits).then(fingerprint)
      return similarity(await sample, heard) >= SAME
    } catch (error) {
      if (!isCuekitError(error) || UNREADABLE.includes(error.code)) throw error
      // No ffmpeg, or too much for it: the sample cannot be told by its sound, and the engine may still hear.
      return false
    }
  }

  return {
    async hear(source, options, context) {
      const { signal } = context
      if (sampleHashes().has(await sha256(source, signal))) return waterCycle.transcript
      if (await soundsLikeTheSample(source, signal)) return waterCycle.transcript
      if (engine === undefined) throw new CuekitError('program_missing', NOBODY_HEARS)
      return engine.transcribe(source, options, context)
    },
  }
}

async function inputOf(source: MediaSource): Promise<{ path: string } | { bytes: Uint8Array }> {
  if (source.path !== undefined) return { path: source.path }
  const chunks: Uint8Array[] = []
  for await (const chunk of source.open()) chunks.push(chunk)
  return { bytes: Buffer.concat(chunks) }
}

async function sha256(source: MediaSource, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of source.open()) {
    signal?.throwIfAborted()
    hash.update(chunk)
  }
  return hash.digest('hex')
}
