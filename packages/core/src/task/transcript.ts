import type { Transcript } from '../schemas/transcript.ts'
import { type TaskApi, taskPath } from './api.ts'
import { invalidResponse } from './task-error.ts'
import { parseJson } from './view.ts'

/** The transcript of a task. Rejects with `invalid_response` when the answer is something else. */
export async function fetchTranscript(
  api: TaskApi,
  id: string,
  signal?: AbortSignal,
): Promise<Transcript> {
  const text = await api.text(taskPath(id, '/transcript'), { signal })
  const transcript = parseJson(text) as Transcript | null | undefined
  if (typeof transcript?.text === 'string' && Array.isArray(transcript.segments)) return transcript
  throw invalidResponse('a transcript', api.endpoint)
}
