import { createHmac, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CuekitError, isCuekitError } from '@cuekit/core'

const MIN_LENGTH = 16

function read(path: string): string | undefined {
  let secret: string
  try {
    secret = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  if (secret.length >= MIN_LENGTH) return secret
  // Signing with what a full disk or a stray `touch` has left would let anyone forge links and cookies.
  throw new CuekitError(
    'internal',
    `The secret in the storage folder has fewer than ${MIN_LENGTH} characters; delete that file or pass \`secret\`.`,
  )
}

/** Two processes may start at once: `link` lets one file win, and both read that one. */
function make(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const own = `${path}.${randomBytes(6).toString('hex')}`
  try {
    // On the disk before it has its name: after a power cut it would else be there and empty.
    writeFileSync(own, randomBytes(32).toString('base64url'), {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
    linkSync(own, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own, { force: true })
  }
}

/** The secret kept in `folder` as a file of mode 0600, made at the first call. */
export function storedSecret(folder: string): string {
  const path = join(folder, 'secret')
  try {
    const known = read(path)
    if (known !== undefined) return known
    make(folder, path)
    return read(path) ?? storedSecret(folder)
  } catch (error) {
    if (isCuekitError(error)) throw error
    const code = String((error as NodeJS.ErrnoException).code)
    throw new CuekitError(
      'internal',
      `The secret in the storage folder cannot be read or made (${code}); make the folder writable or pass \`secret\`.`,
      { cause: error },
    )
  }
}

/** Signs a text; what was signed for one `use` is worth nothing for another. */
export type Sign = (use: string, text: string) => string

/** HMAC-SHA256 in base64url. `secret` is asked for at the first signature, not before: imports must not touch the disk. */
export function createSign(secret: () => string): Sign {
  const keys = new Map<string, Buffer>()
  return (use, text) => {
    const key = keys.get(use) ?? createHmac('sha256', secret()).update(`cuekit ${use}`).digest()
    keys.set(use, key)
    return createHmac('sha256', key).update(text).digest('base64url')
  }
}
