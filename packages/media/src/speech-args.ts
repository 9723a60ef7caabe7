import { isCuekitError } from '@cuekit/core'
import { aborted } from './aborted.ts'
import type { MediaInfo } from './media-info.ts'
import { probe } from './probe.ts'

/** What can be told of a file before ffmpeg reads it; nothing where only ffmpeg can read it. */
export async function probeSpeech(
  path: string,
  signal: AbortSignal | undefined,
): Promise<Partial<MediaInfo>> {
  try {
    return await probe(path, signal ? { signal } : {})
  } catch (error) {
    if (signal?.aborted) throw aborted(signal)
    if (isCuekitError(error) && error.code === 'unreadable_media') return {}
    throw error
  }
}

/** Above 8 channels, as field recorders write them, ffmpeg knows no layout and refuses to mix: all are heard alike then. */
function mixMany(channels = 0): string[] {
  if (channels <= 8) return []
  return [`pan=mono|c0<${Array.from({ length: channels }, (_, index) => `c${index}`).join('+')}`]
}

/**
 * ffmpeg's output options for speech: the first audio track, mono, 16 kHz, on the time line of the media. Gaps are filled
 * (`async=1`), and so is a late start: the subtitles of a video whose sound begins at 2 s would else come 2 s early. ffmpeg
 * cannot tell that start itself, because the cage keeps it from looking into the video track. `more`: filters to add.
 */
export function speechArgs(info: Partial<MediaInfo>, more: readonly string[] = []): string[] {
  const start = Math.round((info.audio?.start ?? 0) * 1000)
  const filters = [
    'asetpts=PTS-STARTPTS',
    ...mixMany(info.audio?.channels),
    'aresample=16000:async=1:first_pts=0',
  ]
  if (start > 0) filters.push(`adelay=delays=${start}:all=1`)
  return ['-map', '0:a:0', '-vn', '-sn', '-dn', '-af', [...filters, ...more].join(','), '-ac', '1']
}
