import type { Transcript } from '../schemas/transcript.ts'
import { type TaskApi, taskPath, toTaskError } from './api.ts'
import { invalidResponse } from './task-error.ts'

/** The transcript of a task. Rejects with `invalid_response` when the answer is something else. */
export async function fetchTranscript(
  api: TaskApi,
  id: string,
  signal?: AbortSignal,
): Promise<Transcript> {
  const response = await api.send(taskPath(id, '/transcript'), { signal })
  const transcript = (await response.json().catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw toTaskError(error, signal)
  })) as Partial<Transcript> | null | undefined
  if (typeof transcript?.text === 'string' && Array.isArray(transcript.segments)) {
    return transcript as Transcript
  }
  throw invalidResponse('The answer was not a transcript; try again.')
}
