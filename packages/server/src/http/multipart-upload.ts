import { once } from 'node:events'
import { CuekitError } from '@cuekit/core'
import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { tooLarge } from './body-chunks.ts'

/** A form holds one file and a handful of short fields; the form grammar is an attack surface, so nothing more. */
const LIMITS = {
  files: 1,
  fields: 8,
  parts: 10,
  fieldSize: 16 * 1024,
  headerPairs: 16,
  headerSize: 8 * 1024,
}
/** What boundaries, headers and fields may add to the bytes of the file. */
export const FORM_OVERHEAD = 256 * 1024

export interface MultipartUpload {
  name: string
  type: string
  /** Ends only after the closing boundary was seen, so a form that was cut short is an error and never a short file. */
  body: AsyncIterable<Uint8Array>
  /** Fields so far; complete when `body` has ended. */
  fields: [name: string, value: string][]
  /** Stops reading. Without effect when all was read. */
  discard(): Promise<void>
}

/**
 * Reads a `multipart/form-data` body up to its file `file`, which is then streamed.
 * Throws `invalid_request`, `body_truncated`, and what reading the request throws. `open` gets a signal that ends the reading.
 */
export async function readMultipart(
  open: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  contentType: string,
  { maxBytes }: { maxBytes: number },
): Promise<MultipartUpload> {
  const form = createForm(contentType)
  const fields: [string, string][] = []
  const stopped = new AbortController()
  const opened = deferred<{ stream: BusboyFileStream; name: string; type: string }>()
  const finished = deferred<void>()
  let stream: BusboyFileStream | undefined
  let failure: unknown

  const fail = (error: unknown) => {
    failure ??= error
    opened.reject(error)
    finished.reject(error)
    stream?.destroy(error instanceof Error ? error : undefined)
    stopped.abort()
  }
  form.on('field', (name, value, _nameTruncated, valueTruncated) => {
    if (valueTruncated) fail(invalid(`The form field "${name}" is too long.`))
    else fields.push([name, value])
  })
  form.on('file', (field, file, name, _encoding, type) => {
    // Busboy emits errors on the file as well, also when nobody reads it any more: unheard they would end the process.
    file.on('error', () => {})
    stream = file
    if (field === 'file') opened.resolve({ stream: file, name, type })
    else fail(invalid('The file must be in the form field "file".'))
  })
  form.on('filesLimit', () => fail(invalid('Send one file per request.')))
  form.on('fieldsLimit', () => fail(invalid('The form has too many fields.')))
  form.on('partsLimit', () => fail(invalid('The form has too many parts.')))
  form.on('error', (cause) => fail(truncated(cause)))
  form.on('finish', () => {
    if (stream) finished.resolve()
    else fail(invalid('The form has no file. Put it in the form field "file".'))
  })

  const pumped = pump(open(stopped.signal), form, stopped.signal).catch(fail)
  const file = await opened.promise

  async function* body() {
    let bytes = 0
    try {
      for await (const chunk of file.stream as AsyncIterable<Uint8Array>) {
        bytes += chunk.byteLength
        if (bytes > maxBytes) throw tooLarge(maxBytes)
        yield chunk
      }
      await finished.promise
    } catch (error) {
      // The stream may tell of a consequence; what failed first is the reason.
      throw failure ?? error
    } finally {
      await discard()
    }
  }
  async function discard() {
    file.stream.destroy()
    stopped.abort()
    await pumped
  }
  return { name: file.name, type: file.type, body: body(), fields, discard }
}

function createForm(contentType: string) {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS })
  } catch (cause) {
    throw new CuekitError('invalid_request', 'The Content-Type of the form has no boundary.', {
      cause,
    })
  }
}

/** Writes with back-pressure: the form waits while nobody reads the file. */
async function pump(
  chunks: AsyncIterable<Uint8Array>,
  form: ReturnType<typeof createForm>,
  signal: AbortSignal,
): Promise<void> {
  for await (const chunk of chunks) {
    if (signal.aborted) return
    if (!form.write(chunk)) await once(form, 'drain', { signal })
  }
  form.end()
}

function deferred<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue
    reject = onError
  })
  // A failure nobody waits for any more is no unhandled one.
  promise.catch(() => {})
  return { promise, resolve, reject }
}

function invalid(message: string): CuekitError {
  return new CuekitError('invalid_request', message)
}

function truncated(cause: unknown): CuekitError {
  return new CuekitError(
    'body_truncated',
    'The form ended before its closing boundary. Send it again; if it keeps happening, look at body limits of the proxies in front.',
    { cause },
  )
}
