import type { FileStore } from './files.ts'
import type { LedgerCall } from './ledger.ts'
import { readBody } from './read-body.ts'
import { vtError } from './vt/errors.ts'

const UPLOAD_USD = 0.001
const MAX_FILE = 50_000_000
/** Room for the form around the file. */
const FORM = 1_000_000

/** `POST /302/upload-file` */
export async function uploadFile(
  request: Request,
  call: LedgerCall,
  files: FileStore,
): Promise<Response> {
  const file = await readFile(request, call, MAX_FILE)
  if (file === 'too large') return vtError(request, '-10011', 'A file has up to 50 MB.', 413)
  if (file === undefined) return vtError(request, '-10011', 'The form has to hold a file.')
  const link = await keep(file, request, files)
  call.billed = { seconds: 0, usd: UPLOAD_USD }
  return Response.json({ code: 200, data: link, message: 'success' })
}

/** `POST /gpt/api/upload/gpt/image`, which takes any file despite its name; the envelope is that of 302's dashboard. */
export async function uploadToDashboard(
  request: Request,
  call: LedgerCall,
  { files, maxBytes }: { files: FileStore; maxBytes: number },
): Promise<Response> {
  const file = await readFile(request, call, maxBytes)
  if (file === 'too large') {
    return Response.json({ code: 1, msg: 'The file is too large.', data: null }, { status: 413 })
  }
  if (file === undefined) {
    return Response.json({ code: 1, msg: 'The form has no file.', data: null }, { status: 400 })
  }
  return Response.json({ code: 0, msg: 'success', data: { url: await keep(file, request, files) } })
}

async function readFile(
  request: Request,
  call: LedgerCall,
  maxBytes: number,
): Promise<File | 'too large' | undefined> {
  const { bytes } = await readBody(request, maxBytes + FORM, call)
  if (bytes === undefined) return 'too large'
  const headers = { 'content-type': request.headers.get('content-type') ?? '' }
  try {
    const file = (await new Response(bytes, { headers }).formData()).get('file')
    if (!(file instanceof File)) return undefined
    return file.size > maxBytes ? 'too large' : file
  } catch {
    return undefined
  }
}

async function keep(file: File, request: Request, files: FileStore): Promise<string> {
  const extension = /\.([a-z0-9]{1,8})$/i.exec(file.name)?.[1]?.toLowerCase() ?? 'bin'
  const bytes = new Uint8Array(await file.arrayBuffer())
  return new URL(request.url).origin + (await files.write(bytes, extension))
}
