import type { RemoteJob } from '../engines/engine.ts'
import { CuekitError } from '../errors/error.ts'
import type { RequestOptions } from '../http/client-options.ts'
import { jsonBody } from '../http/json-body.ts'
import type { PreparedClient } from '../http/prepare-client.ts'
import type { CallResult } from '../http/request.ts'
import type { TaskHandle } from '../polling/handle.ts'
import { isErrorBody } from '../wire/envelope.ts'
import { parseJson } from '../wire/parse-json.ts'
import type { TranscriptHints } from '../wire/transcript.ts'
import { toUpstreamError } from '../wire/upstream-error.ts'
import { isRecord } from '../wire/values.ts'
import type { TaskKind, TaskResults } from './task-results.ts'
import type { Tasks } from './tasks.ts'

interface Submission<K extends TaskKind> {
  kind: K
  path: string
  /** As 302.AI wants it. */
  body: Record<string, unknown>
  request: RequestOptions
  hints?: TranscriptHints
}

/** Sends one task, which is charged once, and gives its handle. */
export type Submit = <K extends TaskKind>(
  submission: Submission<K>,
) => Promise<TaskHandle<TaskResults[K], K>>

/** The id of the task, or why there is none: 302.AI can answer 200 without one. */
function readTaskId({ text, requestId, secrets }: CallResult): string {
  const body = parseJson(text)
  const given = isRecord(body) ? body['task_id'] : undefined
  const id = typeof given === 'number' ? String(given) : given
  if (typeof id === 'string' && id.trim() !== '') return id.trim()
  const ids = requestId === undefined ? {} : { requestId }
  if (isErrorBody(body))
    throw toUpstreamError({ service: '302.AI', status: 200, text, secrets, ...ids })
  throw new CuekitError(
    'invalid_response',
    '302.AI took the request but named no task. It may have been charged; look at its records before you submit it again.',
    { ...ids, sent: 'all' },
  )
}

/** `submit` of one client. */
export function createSubmit({ call, baseURL, tasks }: PreparedClient & { tasks: Tasks }): Submit {
  return async ({ kind, path, body, request, hints }) => {
    const answer = await call({
      ...request,
      method: 'POST',
      kind: 'billed',
      path,
      body: jsonBody(body),
    })
    const job: RemoteJob = {
      v: 1,
      id: readTaskId(answer),
      baseURL,
      kind,
      submittedAt: new Date().toISOString(),
    }
    return tasks.resume(job, { ...hints, kind })
  }
}
