import { ADTS, FilePathSource, Input, MATROSKA, MP3, MP4, OGG, QTFF, WAVE, WEBM } from 'mediabunny'
import { lateStart } from './late-start.ts'
import type { MediaFile } from './media-file.ts'
import type { MediaInfo } from './media-info.ts'

// Not `ALL_FORMATS`: that has HLS, whose playlists open other files and addresses. Not FLAC: a damaged one makes version 1.61
// loop for ever without giving the event loop a turn. The more special stands first.
const CONTAINERS = [
  ['mov', QTFF],
  ['mp4', MP4],
  ['webm', WEBM],
  ['mkv', MATROSKA],
  ['wav', WAVE],
  ['ogg', OGG],
  ['mp3', MP3],
  ['aac', ADTS],
] as const
const formats = CONTAINERS.map(([, format]) => format)

const PROBE_MS = 20_000

const codecOf = (codec: string | null): { codec?: string } => (codec === null ? {} : { codec })

async function describe(input: Input, bytes: number): Promise<MediaInfo> {
  const format = await input.getFormat()
  const audio = await input.getPrimaryAudioTrack()
  const video = await input.getPrimaryVideoTrack()
  // Measured from the packets: a recording of MediaRecorder has no duration in its header, and headers lie.
  const duration = await input.computeDuration()
  const start = audio && lateStart(await audio.getFirstTimestamp(), await input.getFirstTimestamp())
  return {
    container: CONTAINERS.find(([, candidate]) => candidate === format)?.[0] ?? format.name,
    ...(Number.isFinite(duration) && duration > 0 ? { duration } : {}),
    bytes,
    ...(audio && {
      audio: {
        ...codecOf(await audio.getCodec()),
        channels: await audio.getNumberOfChannels(),
        sampleRate: await audio.getSampleRate(),
        ...(start == null ? {} : { start }),
      },
    }),
    ...(video && {
      video: {
        ...codecOf(await video.getCodec()),
        width: await video.getCodedWidth(),
        height: await video.getCodedHeight(),
      },
    }),
  }
}

/**
 * Reads a media file in this process, without any program. Throws whatever mediabunny throws on a file it cannot read, often
 * only "Assertion failed"; ends after 20 s.
 */
export async function probeMediabunny(
  { path, bytes }: MediaFile,
  signal: AbortSignal | undefined,
): Promise<MediaInfo> {
  const input = new Input({
    source: new FilePathSource(path, { handleUnhandledError: () => undefined }),
    formats,
  })
  const stop = (): void => input.dispose()
  signal?.addEventListener('abort', stop, { once: true })
  const timer = setTimeout(stop, PROBE_MS)
  try {
    return await describe(input, bytes)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
    input.dispose()
  }
}
