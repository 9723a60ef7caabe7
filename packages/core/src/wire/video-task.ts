import { CuekitError } from '../errors/error.ts'
import { toUpstreamError } from './upstream-error.ts'
import { isErrorBody, readEnvelope } from './envelope.ts'
import { parseJson } from './parse-json.ts'
import { redact } from './redact.ts'
import type { TranscriptHints } from './transcript.ts'
import { isRecord } from './values.ts'
import { readVideoTaskResult, type VideoTaskResult } from './video-task-result.ts'

/** One look at a task of 302.AI's video API. `raw` is its own word for the status. */
export type VideoTaskAnswer =
  | {
      status: 'queued' | 'processing'
      raw: string
      /** As sent; its scale is not documented. */
      progress?: number
      /** Changes whenever the task does: tells a poller to look again sooner. */
      fingerprint: string
    }
  /** `result` is missing when the service says success before it has one. */
  | { status: 'succeeded'; raw: string; result?: VideoTaskResult }
  | { status: 'failed'; raw: string; error: CuekitError }

export interface VideoTaskBody {
  service: string
  text: string
  requestId?: string | undefined
  secrets?: readonly string[]
}

/** What a failed task says: `result.error.message`, `result.error`, or an envelope beside the status; the shape is not documented. */
function taskFailed(answer: VideoTaskBody, body: Record<string, unknown>): CuekitError {
  const { service, requestId, secrets } = answer
  const { status: _status, result, ...rest } = body
  const envelope = readEnvelope(result) ?? readEnvelope(rest)
  const said = typeof result === 'string' ? result : envelope?.message
  const why = said === undefined ? '' : `: ${redact(said, secrets)}`
  return new CuekitError('task_failed', `${service} could not do the task${why || '.'}`, {
    ...(requestId === undefined ? {} : { requestId }),
    ...(envelope?.code === undefined ? {} : { upstreamCode: redact(envelope.code, secrets) }),
  })
}

/**
 * Reads the answer of `GET /302/vt/tasks/subtitle/{id}`. Documented statuses are `queue`, `processing`, `success` and `fail`; `pending`
 * is seen too, and any other one means to wait. Throws `invalid_response`, or the error that a 200 carries instead of a task.
 */
export function parseVideoTask(
  answer: VideoTaskBody,
  hints: TranscriptHints = {},
): VideoTaskAnswer {
  const { service, text, requestId } = answer
  const body = parseJson(text)
  const status = isRecord(body) ? body['status'] : undefined
  if (!isRecord(body) || (typeof status !== 'string' && !('result' in body))) {
    const secrets = answer.secrets ?? []
    const ids = requestId === undefined ? {} : { requestId }
    if (isErrorBody(body)) throw toUpstreamError({ service, status: 200, text, secrets, ...ids })
    throw new CuekitError(
      'invalid_response',
      `${service} answered with something that is not a task.`,
      ids,
    )
  }
  const raw = typeof status === 'string' ? status : ''
  const word = raw.toLowerCase()
  if (word === 'fail' || word === 'failed') {
    return { status: 'failed', raw, error: taskFailed(answer, body) }
  }
  const result = readVideoTaskResult(body['result'], hints)
  // The page does not mark `status` as required: a result that is there counts as success.
  if (word === 'success' || (status === undefined && result)) {
    return { status: 'succeeded', raw, ...(result ? { result } : {}) }
  }
  const progress = body['progress']
  return {
    status: word === 'queue' || word === 'queued' || word === 'pending' ? 'queued' : 'processing',
    raw,
    ...(typeof progress === 'number' && Number.isFinite(progress) ? { progress } : {}),
    fingerprint: JSON.stringify([raw, progress, body['result']]).slice(0, 4096),
  }
}
