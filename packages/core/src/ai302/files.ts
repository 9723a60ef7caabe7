import * as z from 'zod/mini'
import { type AudioInput, toFilePart } from '../audio/input.ts'
import { CuekitError } from '../errors/error.ts'
import { throwIfAborted } from '../http/aborted.ts'
import { type RequestOptions, requestOptionsSchema } from '../http/client-options.ts'
import { createMultipart } from '../http/multipart.ts'
import { parseOptions } from '../http/parse-options.ts'
import type { PreparedClient } from '../http/prepare-client.ts'
import { parseUploadedFile } from '../wire/uploaded-file.ts'

export interface UploadOptions extends RequestOptions {
  /**
   * `api` (the default): `/302/upload-file` beside the other calls, up to 50 MB, 0.001 PTC. `dashboard`: the upload of 302's own app on
   * its own host, for larger files; it gets no key.
   */
  via?: 'api' | 'dashboard' | undefined
}

export interface Files {
  /**
   * Puts a file where 302.AI can fetch it and gives its link, which anyone who knows it can open; how long it lives is not documented.
   * Sent as it is read, and not again after a failure that leaves open whether it arrived. Throws `payload_too_large`.
   */
  upload(file: AudioInput, options?: UploadOptions): Promise<{ url: string }>
}

/** Bytes that `/302/upload-file` takes: "50 MB" is all that is said, and the smaller reading is safe. */
export const MAX_UPLOAD_BYTES = 50_000_000
// What the form around a file adds at most: the limit is on the file.
const FORM_BYTES = 8192

const uploadOptionsSchema = z.extend(requestOptionsSchema, {
  via: z.optional(z.enum(['api', 'dashboard'])),
})

const tooLarge = (bytes: number): CuekitError =>
  new CuekitError(
    'payload_too_large',
    `302.AI takes uploads of up to ${MAX_UPLOAD_BYTES} bytes and this file has ${bytes}. Send compressed mono audio, or pass via: "dashboard".`,
  )

// Ten minutes, and half a minute more for each MiB; silence ends an upload sooner.
const totalTimeout = (bytes: number | undefined): number =>
  bytes === undefined ? 3_600_000 : 600_000 + (bytes / 1_048_576) * 30_000

/** `files` of the client of 302.AI. */
export function createFiles({
  api,
  dashboard,
}: {
  api: PreparedClient
  dashboard: () => PreparedClient
}): Files {
  return {
    async upload(input, options = {}) {
      const { via = 'api', ...request } = parseOptions(uploadOptionsSchema, options, 'files.upload')
      throwIfAborted(request.signal)
      const file = await toFilePart(input)
      const toApi = via === 'api'
      if (toApi && (file.bytes ?? 0) > MAX_UPLOAD_BYTES) throw tooLarge(file.bytes ?? 0)
      const { call } = toApi ? api : dashboard()
      const answer = await call({
        ...request,
        defaultTimeouts: { total: totalTimeout(file.bytes) },
        method: 'POST',
        kind: 'billed',
        path: toApi ? '/302/upload-file' : '/gpt/api/upload/gpt/image',
        body: createMultipart([], file),
        maxBodyBytes: toApi ? MAX_UPLOAD_BYTES + FORM_BYTES : undefined,
      })
      return { url: parseUploadedFile({ service: '302.AI', ...answer }) }
    },
  }
}
