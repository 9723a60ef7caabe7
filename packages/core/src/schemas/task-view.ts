import * as z from 'zod/mini'
import { type Warning, warningSchema } from './transcript.ts'

export type TaskStatus = 'queued' | 'processing' | 'succeeded' | 'failed' | 'cancelled'
export type TaskStep = 'ingest' | 'extract-audio' | 'transcribe' | 'translate' | 'burn'

/** An error as it crosses the wire: nothing in it is secret. */
export interface ErrorBody {
  /** Stable lower_snake code; each has a heading in docs/errors.md. */
  code: string
  message: string
  /** The same request may succeed later. */
  retryable: boolean
  requestId?: string
}

/** A subtitle track of a task. `url` is path-absolute, signed and expires; it answers WebVTT. */
export interface TaskTrack {
  language: string
  kind: 'source' | 'translation'
  url: string
}

/** One task as REST, SSE, the hook and the command line carry it. */
export interface TaskView {
  id: string
  /** Grows with every change; the `ETag` and the SSE `id`. */
  version: number
  status: TaskStatus
  step?: TaskStep
  /** 0..1 of the current step, measured, never invented; missing when the step cannot tell. */
  progress?: number
  source: { name: string; type: string; bytes: number; duration?: number }
  language?: string
  tracks: TaskTrack[]
  /** Path-absolute, signed, expiring; supports Range. */
  mediaUrl?: string
  videoUrl?: string
  warnings: Warning[]
  error?: ErrorBody
  /** ISO 8601. */
  createdAt: string
  updatedAt: string
  /** When the source media is deleted. */
  expiresAt?: string
}

export const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  requestId: z.optional(z.string()),
})

export const taskViewSchema = z.object({
  id: z.string(),
  version: z.number(),
  status: z.enum(['queued', 'processing', 'succeeded', 'failed', 'cancelled']),
  step: z.optional(z.enum(['ingest', 'extract-audio', 'transcribe', 'translate', 'burn'])),
  progress: z.optional(z.number().check(z.gte(0), z.lte(1))),
  source: z.object({
    name: z.string(),
    type: z.string(),
    bytes: z.number(),
    duration: z.optional(z.number()),
  }),
  language: z.optional(z.string()),
  tracks: z.array(
    z.object({ language: z.string(), kind: z.enum(['source', 'translation']), url: z.string() }),
  ),
  mediaUrl: z.optional(z.string()),
  videoUrl: z.optional(z.string()),
  warnings: z.array(warningSchema),
  error: z.optional(errorBodySchema),
  createdAt: z.string(),
  updatedAt: z.string(),
  expiresAt: z.optional(z.string()),
})
