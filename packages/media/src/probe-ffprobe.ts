import { open } from 'node:fs/promises'
import { sniffMediaType } from '@cuekit/core'
import { createPrivateFolder } from './private-folder.ts'
import { ffmpegError } from './ffmpeg-error.ts'
import { inputFlags } from './ffmpeg-flags.ts'
import type { MediaFile } from './media-file.ts'
import type { MediaInfo } from './media-info.ts'
import { lateStart } from './late-start.ts'
import { placeInput } from './place-input.ts'
import { readLines } from './read-lines.ts'
import { runProgram, type RunProgramOptions } from './run-program.ts'

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
    disposition?: { attached_pic?: number }
  }[]
}

async function run(
  ffprobe: string,
  { path }: MediaFile,
  show: string[],
  options: Pick<RunProgramOptions, 'read' | 'signal'>,
): Promise<string> {
  const folder = await createPrivateFolder()
  try {
    await placeInput(path, folder.path)
    const result = await runProgram(ffprobe, {
      args: ['-v', 'error', ...show, ...inputFlags('av')],
      cwd: folder.path,
      limits: { wallMs: 30_000, cpuSeconds: 20, memoryBytes: 1e9, fileBytes: 0 },
      ...options,
    })
    if (result.exitCode !== 0) throw ffmpegError(result)
    return Buffer.from(result.stdout).toString('utf8')
  } finally {
    await folder.dispose()
  }
}

/** Where the last packet of sound ends, in seconds: what a recording without a duration in its header needs. */
async function lastPacketEnd(
  ffprobe: string,
  file: MediaFile,
  signal: AbortSignal | undefined,
): Promise<number> {
  let end = 0
  const note = (line: string): void => {
    const [start, length = 0] = line.split(',').map(Number)
    if (Number.isFinite(start)) end = Math.max(end, (start ?? 0) + (length > 0 ? length : 0))
  }
  const show = ['-of', 'csv=p=0', '-select_streams', 'a:0']
  await run(ffprobe, file, [...show, '-show_entries', 'packet=pts_time,duration_time'], {
    ...(signal ? { signal } : {}),
    async read(stdout) {
      for await (const line of readLines(stdout)) note(line)
    },
  })
  return end
}

const known = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })

// ffprobe gives a list of its own names, such as `mov,mp4,m4a,3gp,3g2,mj2`; the first bytes know which.
async function containerOf({ path }: MediaFile, names = 'unknown'): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    const [first = names] = names.split(',')
    return sniffMediaType(buffer.subarray(0, bytesRead))?.extension ?? first
  } finally {
    await file.close()
  }
}

const positive = (value: string | number | undefined): number | undefined =>
  Number(value) > 0 ? Number(value) : undefined

function toMediaInfo({
  format,
  streams = [],
}: FfprobeReport): Omit<MediaInfo, 'container' | 'bytes'> {
  const audio = streams.find((stream) => stream.codec_type === 'audio')
  // The cover of a song is a picture, not a video.
  const video = streams.find(
    (stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1,
  )
  return {
    ...known('duration', positive(format?.duration)),
    ...(audio && {
      audio: {
        ...known('codec', audio.codec_name),
        ...known('channels', positive(audio.channels)),
        ...known('sampleRate', positive(audio.sample_rate)),
        ...known('start', lateStart(Number(audio.start_time), Number(format?.start_time))),
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
  file: MediaFile,
  signal?: AbortSignal,
): Promise<MediaInfo> {
  const show = ['-of', 'json', '-show_format', '-show_streams']
  const report = JSON.parse(
    await run(ffprobe, file, show, signal ? { signal } : {}),
  ) as FfprobeReport
  const info = toMediaInfo(report)
  const container = await containerOf(file, report.format?.format_name)
  // ADTS has no header to tell: ffprobe's figure is a guess from the bit rate.
  if (info.audio && (info.duration === undefined || container === 'aac')) {
    Object.assign(info, known('duration', positive(await lastPacketEnd(ffprobe, file, signal))))
  }
  return { container, bytes: file.bytes, ...info }
}
