import { isCuekitError } from '@cuekit/core'
import { aborted } from './aborted.ts'
import { unreadableMedia } from './ffmpeg-error.ts'
import { mediaFile } from './media-file.ts'
import type { MediaInfo } from './media-info.ts'
import { probeFfprobe } from './probe-ffprobe.ts'
import { probeMediabunny } from './probe-mediabunny.ts'
import { findProgram } from './programs.ts'

/**
 * Tells what a media file holds, from its bytes and never from its name. Reads it in this process; where that cannot, asks
 * the caged ffprobe if there is one. Throws `unreadable_media`, `empty_file`, `not_found`, `aborted`.
 */
export async function probe(
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<MediaInfo> {
  const { signal } = options
  const file = await mediaFile(path)
  try {
    signal?.throwIfAborted()
    return await probeMediabunny(file.path, file.bytes, signal)
  } catch (cause) {
    if (signal?.aborted) throw aborted(signal)
    const ffprobe = findProgram('ffprobe')
    if (ffprobe === undefined) throw unreadableMedia(cause)
    return probeFfprobe(ffprobe, file.path, file.bytes, signal).catch((error: unknown) => {
      throw isCuekitError(error) && error.code === 'aborted' ? error : unreadableMedia(error)
    })
  }
}
