import { CuekitError, type Transcript } from '@cuekit/core'
import * as z from 'zod/mini'
import type { StoredTask } from '../../ports/task-store.ts'
import { linkedTask } from '../linked-task.ts'
import { parsePairs } from '../query.ts'
import type { Route } from '../route.ts'
import { sendText } from '../send-text.ts'

const transcriptQuery = z.strictObject({
  exp: z.optional(z.string()),
  sig: z.optional(z.string()),
})

/** `GET /tasks/:id/transcript`: what was said, as JSON. */
export const getTranscript: Route = async (input) => {
  const task = await linkedTask(input, 'subtitles')
  parsePairs(transcriptQuery, input.query)
  return sendText(input.request, JSON.stringify(readyTranscript(task)), {
    'content-type': 'application/json; charset=utf-8',
  })
}

/** The transcript of a finished task. Throws `task_not_ready`. */
export function readyTranscript(task: StoredTask): Transcript {
  if (task.status === 'succeeded' && task.transcript) return task.transcript
  const over = task.status === 'failed' || task.status === 'cancelled'
  throw new CuekitError(
    'task_not_ready',
    over
      ? `The task was ${task.status === 'failed' ? 'not finished, it failed' : 'cancelled'}; retry it to get subtitles.`
      : 'The task is not finished yet; ask again when its status is succeeded.',
    over ? { retryable: false } : { retryAfterMs: 2000 },
  )
}
