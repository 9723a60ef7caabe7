import { CuekitError } from '@cuekit/core'
import { probe } from '@cuekit/media'
import { mediaExpired } from '../media-source.ts'
import type { Run, Step } from '../step.ts'

/** What `ingest` found out, for the steps after it. */
export interface Ingested {
  video: boolean
}

/** The checkpoint of `ingest`; a step before it would be a fault of ours. */
export function ingestedBy(run: Run): Ingested {
  const record = run.checkpoint('ingest')
  if (record?.state !== 'done') throw new Error('The step runs before the media was looked into.')
  return record.value as Ingested
}

/** Looks into the media: its duration, whether there is sound, whether there are pictures. */
export const ingestStep: Step = {
  name: 'ingest',
  async run({ task, signal }, { blobs, limits }) {
    const local = await blobs.localFile(task.source.blob)
    if (!local) throw mediaExpired()
    try {
      const { audio, video, duration } = await probe(local.path, { signal })
      if (!audio && !video) {
        throw new CuekitError(
          'unreadable_media',
          'The file begins like media but holds neither sound nor pictures that can be read.',
        )
      }
      if (!audio) {
        throw new CuekitError('no_audio', 'The media has no sound; there is nothing to transcribe.')
      }
      if (duration !== undefined && duration > limits.maxDuration) {
        throw new CuekitError(
          'media_limit_exceeded',
          `The media lasts ${Math.ceil(duration)} s and ${limits.maxDuration} s are allowed.`,
        )
      }
      const value: Ingested = { video: video !== undefined }
      return { done: duration === undefined ? {} : { duration }, value }
    } finally {
      await local.release()
    }
  },
}
