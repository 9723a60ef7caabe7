import { createPrivateFolder } from './private-folder.ts'
import { ffmpegError } from './ffmpeg-error.ts'
import { inputFlags } from './ffmpeg-flags.ts'
import type { MediaInfo } from './media-info.ts'
import { placeInput } from './place-input.ts'
import { runProgram } from './run-program.ts'

/** What `ffprobe -of json` tells; everything in it may be missing. */
interface FfprobeReport {
  format?: { format_name?: string; duration?: string; start_time?: string }
  streams?: {
    codec_type?: string
    codec_name?: string
    channels?: number
    sample_rate?: string
    start_time?: string
    width?: number
    height?: number
  }[]
}

async function ask(
  ffprobe: string,
  input: string,
  signal: AbortSignal | undefined,
): Promise<FfprobeReport> {
  const folder = await createPrivateFolder()
  try {
    await placeInput(input, folder.path)
    const result = await runProgram(ffprobe, {
      args: ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', ...inputFlags('av')],
      cwd: folder.path,
      limits: { wallMs: 30_000, cpuSeconds: 20, memoryBytes: 1e9, fileBytes: 0 },
      ...(signal ? { signal } : {}),
    })
    if (result.exitCode !== 0) throw ffmpegError(result)
    return JSON.parse(Buffer.from(result.stdout).toString('utf8')) as FfprobeReport
  } finally {
    await folder.dispose()
  }
}

const known = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })

// ffprobe gives a list of its own names, such as `mov,mp4,m4a,3gp,3g2,mj2`.
const EXTENSIONS: Record<string, string> = {
  mpegts: 'ts',
  mpeg: 'mpg',
  matroska: 'mkv',
  mov: 'mp4',
}

function containerOf(names = 'unknown'): string {
  const [name = names] = names.split(',')
  return EXTENSIONS[name] ?? name
}

const positive = (value: string | number | undefined): number | undefined =>
  Number(value) > 0 ? Number(value) : undefined

function toMediaInfo({ format, streams = [] }: FfprobeReport, bytes: number): MediaInfo {
  const audio = streams.find((stream) => stream.codec_type === 'audio')
  const video = streams.find((stream) => stream.codec_type === 'video')
  return {
    container: containerOf(format?.format_name),
    ...known('duration', positive(format?.duration)),
    bytes,
    ...(audio && {
      audio: {
        ...known('codec', audio.codec_name),
        ...known('channels', positive(audio.channels)),
        ...known('sampleRate', positive(audio.sample_rate)),
        ...known('start', positive(Number(audio.start_time) - Number(format?.start_time))),
      },
    }),
    ...(video && {
      video: {
        ...known('codec', video.codec_name),
        ...known('width', positive(video.width)),
        ...known('height', positive(video.height)),
      },
    }),
  }
}

/** Asks ffprobe, in the same cage as ffmpeg. Throws as `runFfmpeg` does. */
export async function probeFfprobe(
  ffprobe: string,
  path: string,
  bytes: number,
  signal?: AbortSignal,
): Promise<MediaInfo> {
  return toMediaInfo(await ask(ffprobe, path, signal), bytes)
}
