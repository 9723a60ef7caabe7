import { copyFile, link, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { INPUT_NAME } from './ffmpeg-flags.ts'
import { mediaFile } from './media-file.ts'

/** Makes a media file reachable as `input.bin` in a private folder, without copying where the system allows. */
export async function placeInput(input: string, folder: string): Promise<void> {
  const { path } = await mediaFile(input)
  const target = join(folder, INPUT_NAME)
  // Windows allows symbolic links to administrators only, and a hard link cannot cross drives.
  await symlink(path, target)
    .catch(() => link(path, target))
    .catch(() => copyFile(path, target))
}
