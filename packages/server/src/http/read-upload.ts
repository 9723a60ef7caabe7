import { CuekitError } from '@cuekit/core'
import type { EngineOptions } from '@cuekit/core/engines'
import * as z from 'zod/mini'
import type { CreateTaskInput } from '../context.ts'
import { bodyChunks, type BodyLimits, declaredLength, tooLarge } from './body-chunks.ts'
import { bareType, mayBeMedia, MEDIA_TYPES } from './media-types.ts'
import { FORM_OVERHEAD, readMultipart } from './multipart-upload.ts'
import { isOwnForm } from './own-form.ts'
import { parseTaskOptions, parseUploadQuery } from './task-options.ts'

const MAX_JSON_BYTES = 64 * 1024
const urlRequest = z.looseObject({ source: z.strictObject({ url: z.string() }) })

export interface Upload {
  source: CreateTaskInput['source']
  options: EngineOptions
  lateOptions?: () => EngineOptions
  /** Stops reading; call when done, whatever happened. */
  discard(): Promise<void>
}

/**
 * The media and the options of `POST /tasks`, whichever way they were sent; the bytes are a stream, never held.
 * Throws `unsupported_media`, `payload_too_large`, `empty_file`, `invalid_option`, `invalid_request`, `body_truncated`.
 */
export async function readUpload(
  request: Request,
  query: URLSearchParams,
  { maxBytes }: { maxBytes: number },
): Promise<Upload> {
  const type = bareType(request.headers.get('content-type'))
  const { name, options } = parseUploadQuery(query)
  const body = unread(request)
  const declared = declaredLength(request.headers)
  const stopped = new AbortController()
  const limits = {
    signal: AbortSignal.any([request.signal, stopped.signal]),
    ...(declared === undefined ? {} : { declared }),
  }

  if (type === 'application/json') return refuseJson(body, limits)
  if (type === 'multipart/form-data') {
    if (declared !== undefined && declared > maxBytes + FORM_OVERHEAD) throw tooLarge(maxBytes)
    return readForm(request, query, { body, maxBytes, limits })
  }
  if (!mayBeMedia(type)) throw notMedia(type)
  if (declared === 0) throw new CuekitError('empty_file', 'The file is empty.')
  if (declared !== undefined && declared > maxBytes) throw tooLarge(maxBytes)
  const chunks = bodyChunks(body, { ...limits, maxBytes })
  return {
    source: {
      body: chunks,
      name: name ?? unnamed(type),
      ...(type === '' ? {} : { type }),
      ...(declared === undefined ? {} : { bytes: declared }),
    },
    options,
    async discard() {
      stopped.abort()
      await chunks.return()
    },
  }
}

async function readForm(
  request: Request,
  query: URLSearchParams,
  from: {
    body: ReadableStream<Uint8Array>
    maxBytes: number
    limits: Omit<BodyLimits, 'maxBytes'>
  },
): Promise<Upload> {
  const { body, maxBytes, limits } = from
  const form = await readMultipart(
    (stop) =>
      bodyChunks(body, {
        ...limits,
        signal: AbortSignal.any([request.signal, stop]),
        maxBytes: maxBytes + FORM_OVERHEAD,
        cancels: !isOwnForm(request.headers),
      }),
    request.headers.get('content-type') ?? '',
    { maxBytes },
  )
  const { name, ...inQuery } = Object.fromEntries(query)
  const options = () => parseTaskOptions([...Object.entries(inQuery), ...form.fields])
  try {
    return {
      source: {
        body: checkedAtEnd(form.body, options),
        name: name || form.name || unnamed(form.type),
        type: form.type,
      },
      options: options(),
      lateOptions: options,
      discard: form.discard,
    }
  } catch (error) {
    await form.discard()
    throw error
  }
}

function unread(request: Request): ReadableStream<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) {
    throw new CuekitError(
      'body_already_read',
      'Something read the body before this handler. Mount it before body parsers, and do not read the body in authorize.',
    )
  }
  if (!request.body) throw new CuekitError('empty_file', 'The request has no body: send the file.')
  return request.body
}

/** Fields after the file are known only now; wrong ones must fail before the task is made. */
async function* checkedAtEnd(body: AsyncIterable<Uint8Array>, check: () => unknown) {
  yield* body
  check()
}

/** A `MediaRecorder` recording has no name; services tell the format by the extension. */
function unnamed(type: string): string {
  const extension = MEDIA_TYPES.find((known) => known.type === type)?.extension
  return extension ? `media.${extension}` : 'media'
}

async function refuseJson(
  body: ReadableStream<Uint8Array>,
  limits: Omit<BodyLimits, 'maxBytes'>,
): Promise<never> {
  const parts: Uint8Array[] = []
  for await (const chunk of bodyChunks(body, { ...limits, maxBytes: MAX_JSON_BYTES })) {
    parts.push(chunk)
  }
  if (!urlRequest.safeParse(parseJson(Buffer.concat(parts).toString('utf8'))).success) {
    throw notMedia('application/json')
  }
  throw new CuekitError(
    'invalid_request',
    'Sources by url are not configured on this server. Send the bytes of the file instead.',
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notMedia(type: string): CuekitError {
  const hint =
    type === 'application/x-www-form-urlencoded'
      ? ' (curl --data-binary sends this type unless told otherwise)'
      : ''
  return new CuekitError(
    'unsupported_media',
    `A body of type ${type.slice(0, 80)} is not media${hint}. Send the file with its own type or application/octet-stream, ` +
      'or as the field "file" of multipart/form-data.',
  )
}
