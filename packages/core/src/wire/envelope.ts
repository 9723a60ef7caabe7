import { isRecord } from './values.ts'

/** What an error body says, whatever its form. */
export interface Envelope {
  message?: string
  /** The service's code, number or name, as text. */
  code?: string
  type?: string
  param?: string
  requestId?: string
}

const text = (value: unknown): string | undefined => {
  if (typeof value === 'string' && value.trim() !== '') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined
}

const first = (record: Record<string, unknown>, names: readonly string[]): string | undefined => {
  for (const name of names) {
    const value = text(record[name])
    if (value !== undefined) return value
  }
  return undefined
}

// 302.AI sends the text once per language (message_en, message_cn, message_jp); English serves when the plain one is missing.
const MESSAGES = ['message', 'message_en', 'msg', 'err', 'error_msg', 'message_cn', 'message_jp']

/** FastAPI's list of `{ loc, msg, type }`. */
function fromDetail(detail: unknown): Envelope | undefined {
  if (typeof detail === 'string') return { message: detail }
  if (!Array.isArray(detail)) return undefined
  const messages = detail.filter(isRecord).map((item) => {
    const where = Array.isArray(item['loc']) ? item['loc'].map(String).join('.') : ''
    return [where, text(item['msg'])].filter(Boolean).join(': ')
  })
  return { message: messages.join('; ') }
}

function fromRecord(record: Record<string, unknown>): Envelope {
  const fields = {
    message: first(record, MESSAGES),
    code: first(record, ['err_code', 'code']),
    type: text(record['type']),
    param: text(record['param']),
    requestId: text(record['request_id']),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** Where the details are, the most telling first. */
function details(body: Record<string, unknown>): unknown {
  const { error, data, response } = body
  if (isRecord(data) && isRecord(data['error'])) return { ...body, ...data['error'] }
  if (isRecord(response) && isRecord(response['error'])) return response['error']
  if (isRecord(body['header'])) return { ...body, ...body['header'] }
  return error ?? body
}

/**
 * Reads an error out of a body in any of the forms met: 302.AI's and OpenAI's `error` object, a plain-string `error`,
 * FastAPI's `detail`, `{ code, message }`, `{ status, message, data: { error } }` and a bare message. Undefined if it holds none.
 */
export function readEnvelope(body: unknown): Envelope | undefined {
  if (!isRecord(body)) return undefined
  const found = details(body)
  if (typeof found === 'string') return found.trim() === '' ? undefined : { message: found }
  const envelope = isRecord(found) ? fromRecord(found) : {}
  if (envelope.message !== undefined || envelope.code !== undefined) return envelope
  return fromDetail(body['detail'])
}

/** True for an answer that reports a failure although its status is 2xx (302.AI's video info, older whisper.cpp servers). */
export function isErrorBody(body: unknown): boolean {
  if (!isRecord(body)) return false
  const { error, code, success } = body
  if (typeof error === 'string' ? error.trim() !== '' : isRecord(error)) return true
  if (isRecord(body['data']) && isRecord(body['data']['error'])) return true
  if (success === false) return true
  // 0 and 200 mean success in 302.AI's `{ code, msg, data }` answers.
  return (
    code !== undefined &&
    code !== null &&
    ![0, 200, '0', '200'].includes(code as number) &&
    readEnvelope(body)?.message !== undefined
  )
}
