import { createReadStream } from 'node:fs'
import { isCuekitError } from '@cuekit/core'
import { extractAudio } from '@cuekit/media'
import type { StoredTask } from '../../ports/task-store.ts'
import { acceptedExtension, extensionOf } from '../engine-format.ts'
import { mediaExpired } from '../media-source.ts'
import type { PipelineContext, Run, Step } from '../step.ts'
import { ingestedBy } from './ingest.ts'

type Way = 'unchanged' | 'extract' | 'extract if possible'

/** Bytes within an engine's limits and formats reach it unchanged; pictures are only worth sending where nothing can take them out. */
function wayOf(task: StoredTask, video: boolean, { engine }: PipelineContext): Way {
  const { formats, maxBytes } = engine.capabilities
  if (maxBytes !== undefined && task.source.bytes > maxBytes) return 'extract'
  if (formats === 'any') return 'unchanged'
  const extension = extensionOf(task.source.blob)
  if (acceptedExtension(engine.capabilities, extension, { video }) === undefined) return 'extract'
  return video ? 'extract if possible' : 'unchanged'
}

async function extract(run: Run, { engine, blobs, limits }: PipelineContext) {
  const { task, signal } = run
  const { formats, maxBytes } = engine.capabilities
  const local = await blobs.localFile(task.source.blob)
  if (!local) throw mediaExpired()
  try {
    const audio = await extractAudio({
      input: local.path,
      formats,
      ...(maxBytes === undefined ? {} : { maxBytes }),
      ...(task.source.duration === undefined ? {} : { duration: task.source.duration }),
      limits: { seconds: limits.maxDuration },
      signal,
      onProgress: (progress) => run.progress(progress),
    })
    try {
      const blob = `${task.id}/audio.${extensionOf(audio.name)}`
      const { bytes } = await blobs.put(blob, createReadStream(audio.path), {
        maxBytes: audio.bytes,
        signal,
      })
      return {
        audio: { name: audio.name, type: audio.type, bytes, blob },
        duration: audio.duration,
      }
    } finally {
      await audio.dispose()
    }
  } finally {
    await local.release()
  }
}

/** No ffmpeg here, or none of the engine's formats can be written. */
function cannotExtract(error: unknown): boolean {
  return (
    isCuekitError(error) && (error.code === 'program_missing' || error.code === 'unsupported_media')
  )
}

/** Turns video, and what an engine does not take as it is, into small mono audio. */
export const extractAudioStep: Step = {
  name: 'extract-audio',
  async run(run, context) {
    const { video } = ingestedBy(run)
    const way = wayOf(run.task, video, context)
    if (way === 'unchanged') return { done: {} }
    try {
      const { audio, duration } = await extract(run, context)
      // A file that does not tell its duration has one now.
      const measured = run.task.source.duration ?? duration
      return { done: { audio, ...(measured === undefined ? {} : { duration: measured }) } }
    } catch (error) {
      if (way === 'extract if possible' && cannotExtract(error)) return { done: {} }
      throw error
    }
  },
}
