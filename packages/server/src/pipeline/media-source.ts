import { createReadStream } from 'node:fs'
import { CuekitError } from '@cuekit/core'
import type { MediaSource } from '@cuekit/core/engines'
import { withExtension } from '../file-name.ts'
import type { StoredTask } from '../ports/task-store.ts'
import { acceptedExtension, extensionOf } from './engine-format.ts'
import type { PipelineContext } from './step.ts'

export const mediaExpired = (): CuekitError =>
  new CuekitError('media_expired', 'The media of this task is gone; upload it again.')

/** What the engine gets: the extracted audio where there is one, else the upload. `release` when it is done with it. */
export async function openMediaSource(
  task: StoredTask,
  { video }: { video: boolean },
  { engine, blobs, publicLink }: PipelineContext,
): Promise<{ source: MediaSource; release(): Promise<void> }> {
  const { duration } = task.source
  const { blob, type, bytes } = task.audio ?? task.source
  const extension = extensionOf(blob)
  const accepted =
    acceptedExtension(engine.capabilities, extension, { video: video && !task.audio }) ?? extension
  // Services that fetch by URL never see a path; a store without files would download for nothing.
  const local = engine.capabilities.accepts === 'bytes' ? await blobs.localFile(blob) : undefined
  if (local === null || (!local && !(await blobs.stat(blob)))) throw mediaExpired()

  async function* open(): AsyncGenerator<Uint8Array> {
    const stored = await blobs.get(blob)
    if (!stored) throw mediaExpired()
    yield* stored.body
  }

  return {
    source: {
      name: withExtension(task.source.name, accepted),
      type,
      bytes,
      ...(duration === undefined ? {} : { duration }),
      ...(local ? { path: local.path } : {}),
      open: () => (local ? createReadStream(local.path) : open()),
      ...(publicLink && { url: async () => publicLink(task.id, task.audio ? 'audio' : 'source') }),
    },
    release: async () => local?.release(),
  }
}
