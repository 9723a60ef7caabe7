import { CuekitError } from '@cuekit/core'
import { audioRate, audioTarget } from './audio-target.ts'
import { type FfmpegOutput, type MediaLimits, runFfmpeg } from './run-ffmpeg.ts'
import { probeSpeech, speechArgs } from './speech-args.ts'

export interface ExtractAudioOptions {
  /** Path of audio or video. */
  input: string
  /** Where the private folder of the output is made. Default the system's temporary folder. */
  outputDir?: string
  /** File-name extensions the engine takes. */
  formats: readonly string[] | 'any'
  /** Largest file the engine takes. */
  maxBytes?: number
  /** Seconds, where known; else measured. */
  duration?: number
  limits?: Partial<MediaLimits>
  signal?: AbortSignal
  /** 0..1, growing; ends at 1. */
  onProgress?: (progress: number) => void
}

export interface ExtractedAudio {
  path: string
  /** A name with the right extension, for services that go by it. */
  name: string
  type: string
  bytes: number
  /** Seconds. */
  duration?: number
  /** Deletes the file with its folder. */
  dispose(): Promise<void>
}

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)} min`

function tooLarge(
  output: FfmpegOutput,
  maxBytes: number,
  duration: number | undefined,
): CuekitError {
  const fits = (output.seconds * maxBytes) / output.bytes
  const length = duration === undefined ? 'longer' : minutes(duration)
  return new CuekitError(
    'payload_too_large',
    `The engine takes files up to ${(maxBytes / 1024 / 1024).toFixed(1)} MiB. As small audio about ${minutes(fits)} of this ` +
      `media fit in that, and it is ${length}. Cut it into parts, or use an engine with a higher limit.`,
  )
}

/**
 * Writes the speech of a media file as small mono audio that an engine takes: Opus where accepted (one hour is 8 MB), else
 * MP3, AAC, FLAC or WAV, at 16 kHz. The rate is lowered when the file would not fit in `maxBytes`.
 * Throws `payload_too_large` with the length that fits, `unsupported_media` when no accepted format can be written, and what
 * `runFfmpeg` throws.
 */
export async function extractAudio(options: ExtractAudioOptions): Promise<ExtractedAudio> {
  const { formats, maxBytes, outputDir, signal, onProgress } = options
  const target = audioTarget(formats)
  if (target === undefined) {
    throw new CuekitError(
      'unsupported_media',
      'None of the formats the engine takes can be written here. Let it take one of ogg, webm, mp3, m4a, flac, wav.',
    )
  }
  const info = await probeSpeech(options.input, signal)
  const duration = options.duration ?? info.duration
  const rate = audioRate(target, { duration, maxBytes })
  const name = `audio.${target.extension}`
  const output = await runFfmpeg({
    input: options.input,
    inputKind: 'audio',
    args: [
      ...speechArgs(info),
      ...target.codec,
      ...(rate === undefined ? [] : ['-b:a', String(rate)]),
      // One more than allowed shows that it does not fit without writing all that does not.
      ...(maxBytes === undefined ? [] : ['-fs', String(maxBytes + 1)]),
    ],
    output: {
      name,
      format: target.format,
      ...(outputDir === undefined ? {} : { parent: outputDir }),
    },
    ...(duration === undefined ? {} : { duration }),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  })
  if (maxBytes !== undefined && output.bytes > maxBytes) {
    await output.dispose()
    throw tooLarge(output, maxBytes, duration)
  }
  return {
    path: output.path,
    name,
    type: target.type,
    bytes: output.bytes,
    duration: output.seconds,
    dispose: output.dispose,
  }
}
