import { isCuekitError } from '@cuekit/core'
import { aborted } from './aborted.ts'
import { unreadableMedia } from './ffmpeg-error.ts'
import { mediaFile } from './media-file.ts'
import type { MediaInfo } from './media-info.ts'
import { probeFfprobe } from './probe-ffprobe.ts'
import { probeMediabunny } from './probe-mediabunny.ts'
import { findProgram } from './programs.ts'

/**
 * Tells what a media file holds, from its bytes and never from its name. Asks the caged ffprobe, since a damaged file can make
 * any demuxer spin and only another process can be stopped; reads in this process where there is no ffprobe.
 * Throws `unreadable_media`, `empty_file`, `not_found`, `aborted`.
 */
export async function probe(
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<MediaInfo> {
  const { signal } = options
  const file = await mediaFile(path)
  const ffprobe = findProgram('ffprobe')
  try {
    signal?.throwIfAborted()
    return ffprobe === undefined
      ? await probeMediabunny(file, signal)
      : await probeFfprobe(ffprobe, file, signal)
  } catch (cause) {
    if (signal?.aborted) throw aborted(signal)
    throw isCuekitError(cause) && cause.code === 'program_missing' ? cause : unreadableMedia(cause)
  }
}
