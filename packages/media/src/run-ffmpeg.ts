import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpegError, mediaTooLong, outputTooLarge } from './ffmpeg-error.ts'
import { type InputKind, inputFlags } from './ffmpeg-flags.ts'
import { createProgressReader } from './ffmpeg-progress.ts'
import { placeInput } from './place-input.ts'
import { createPrivateFolder } from './private-folder.ts'
import { findProgram, programMissing } from './programs.ts'
import { runProgram } from './run-program.ts'

/** Ceilings of one run of ffmpeg. */
export interface MediaLimits {
  /** Longest media in seconds; more is an error. Default 6 h. */
  seconds: number
  /** Largest output in bytes; more is an error. Default 2 GB. */
  outputBytes: number
  /** Wall time in milliseconds. Default 30 min. */
  wallMs: number
  /** Processor time in seconds. Default 20 min. */
  cpuSeconds: number
  /** Address space in bytes. Default 2 GB. */
  memoryBytes: number
}

export const DEFAULT_LIMITS: MediaLimits = {
  seconds: 6 * 3600,
  outputBytes: 2e9,
  wallMs: 30 * 60_000,
  cpuSeconds: 1200,
  memoryBytes: 2e9,
}

export interface RunFfmpegOptions {
  /** Path of the media. */
  input: string
  inputKind: InputKind
  /** Output options: mapping, filters, codecs. */
  args: readonly string[]
  output: {
    /** File name within the private folder. */
    name: string
    /** ffmpeg's name of the container, forced by `-f`. */
    format: string
    /** Where the private folder is made. Default the system's temporary folder. */
    parent?: string
  }
  /** Seconds of media, where known: progress is measured against it. */
  duration?: number
  limits?: Partial<MediaLimits>
  signal?: AbortSignal
  /** 0..1, growing; ends at 1. */
  onProgress?: (progress: number) => void
}

export interface FfmpegOutput {
  path: string
  bytes: number
  /** Seconds written. */
  seconds: number
  /** Deletes the output with its folder. */
  dispose(): Promise<void>
}

function command(options: RunFfmpegOptions, limits: MediaLimits): string[] {
  return [
    ['-nostdin', '-hide_banner', '-v', 'error', '-y', '-max_alloc', '500000000'],
    ['-nostats', '-progress', 'pipe:1', '-stats_period', '0.25'],
    inputFlags(options.inputKind),
    ['-map_metadata', '-1', '-map_chapters', '-1'],
    // One second more than allowed: if that second is written, the media was too long and not just as long as allowed.
    ['-t', String(limits.seconds + 1), '-fs', String(limits.outputBytes)],
    options.args,
    ['-f', options.output.format, `file:${options.output.name}`],
  ].flat()
}

/**
 * Runs the system's ffmpeg on one untrusted file, in a cage; nothing else in Cuekit starts ffmpeg. The input is seen under
 * a name of ours in a private folder, formats and codecs are limited to known ones, time, memory and size to `limits`.
 * Throws `program_missing`, `unreadable_media`, `no_audio`, `empty_file`, `media_limit_exceeded`, `storage_full`,
 * `program_failed`, `aborted`.
 */
export async function runFfmpeg(options: RunFfmpegOptions): Promise<FfmpegOutput> {
  const ffmpeg = findProgram('ffmpeg')
  if (ffmpeg === undefined) throw programMissing('ffmpeg')
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const folder = await createPrivateFolder(options.output.parent)
  try {
    await placeInput(options.input, folder.path)
    const progress = createProgressReader(options.duration, options.onProgress)
    const result = await runProgram(ffmpeg, {
      args: command(options, limits),
      cwd: folder.path,
      // ffmpeg stops after the packet that reaches `-fs`; the kernel's limit is only for an ffmpeg gone wrong.
      limits: { ...limits, fileBytes: limits.outputBytes + 16 * 1024 * 1024 },
      read: progress.read,
      ...(options.signal ? { signal: options.signal } : {}),
    })
    if (result.exitCode !== 0) throw ffmpegError(result)
    if (progress.seconds() > limits.seconds + 0.5) throw mediaTooLong(limits.seconds)
    const path = join(folder.path, options.output.name)
    const { size } = await stat(path)
    if (size >= limits.outputBytes) throw outputTooLarge(limits.outputBytes)
    options.onProgress?.(1)
    return { path, bytes: size, seconds: progress.seconds(), dispose: folder.dispose }
  } catch (error) {
    await folder.dispose()
    throw error
  }
}
