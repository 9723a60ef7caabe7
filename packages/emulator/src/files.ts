import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'

/** Files the emulator made or was given, served under `/_emulator/files/` until it is closed. */
export interface FileStore {
  /** Takes a file over from where it lies. Answers the path of its link. */
  keep(path: string, extension: string): Promise<string>
  write(bytes: Uint8Array, extension: string): Promise<string>
  /** `GET` and `HEAD`, with one range (RFC 9110, 14). */
  serve(request: Request, name: string): Promise<Response>
  has(name: string): boolean
  close(): Promise<void>
}

// Anything else is not to be shown by a browser: the file may be a page with scripts.
const TYPES: Record<string, string | undefined> = {
  flac: 'audio/flac',
  m4a: 'audio/mp4',
  mkv: 'video/x-matroska',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  webm: 'video/webm',
}

export function createFileStore(): FileStore {
  const names = new Set<string>()
  let made: Promise<string> | undefined

  async function place(extension: string, put: (path: string) => Promise<void>): Promise<string> {
    made ??= mkdtemp(join(tmpdir(), 'cuekit-emulator-files-'))
    const name = `${randomUUID()}.${extension}`
    await put(join(await made, name))
    names.add(name)
    return `/_emulator/files/${name}`
  }

  return {
    keep: (from, extension) => place(extension, (path) => rename(from, path)),
    write: (bytes, extension) => place(extension, (path) => writeFile(path, bytes)),
    has: (name) => names.has(name),
    async serve(request, name) {
      if (!names.has(name) || made === undefined) return new Response(null, { status: 404 })
      const path = join(await made, name)
      const { size } = await stat(path)
      const range = parseRange(request.headers.get('range'), size)
      if (range === 'unsatisfiable') {
        return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } })
      }
      const { start, end } = range ?? { start: 0, end: size - 1 }
      const headers = {
        'accept-ranges': 'bytes',
        'content-length': String(end - start + 1),
        'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
        'x-content-type-options': 'nosniff',
        ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
      }
      const bare = request.method === 'HEAD' || size === 0
      const body = bare
        ? null
        : (Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream<Uint8Array>)
      return new Response(body, { status: range ? 206 : 200, headers })
    },
    async close() {
      names.clear()
      if (made !== undefined) await rm(await made, { recursive: true, force: true })
      made = undefined
    },
  }
}

/** Links to the store's files lead here, so that they work in process too, where nothing listens. */
export function withOwnFiles(files: FileStore, get: typeof fetch): typeof fetch {
  return async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input)
    const name = /^\/_emulator\/files\/([^/]+)$/.exec(pathname)?.[1]
    return name !== undefined && files.has(name)
      ? files.serve(new Request(input, init), name)
      : get(input, init)
  }
}

/** Undefined for no range and for what may be ignored: other units, several ranges. */
function parseRange(
  header: string | null,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return undefined
  if (from === '') {
    return Number(to) === 0 || size === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, size - Number(to)), end: size - 1 }
  }
  const [start, end] = [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)]
  if (to !== '' && Number(to) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}
