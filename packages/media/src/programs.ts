import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { CuekitError } from '@cuekit/core'

export interface FindProgramOptions {
  /** Default `process.env`. */
  env?: NodeJS.ProcessEnv
}

/** How a person installs what is missing. Both lines can be pasted into a terminal. */
const INSTALL = {
  ffmpeg: { debian: 'apt-get install ffmpeg', macos: 'brew install ffmpeg' },
  pocketsphinx: {
    debian: 'apt-get install pocketsphinx pocketsphinx-en-us',
    macos: 'brew install cmu-pocketsphinx',
  },
} as const

const found = new Map<string, string>()

/** True for a file that may be executed. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

function lookUp(name: string, own: string | undefined, searchPath: string): string | undefined {
  // A path that was set is meant: falling back to another program of that name would hide a typing error.
  if (own) return isProgram(resolve(own)) ? resolve(own) : undefined
  const file = process.platform === 'win32' ? `${name}.exe` : name
  return searchPath
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, file))
    .find((path) => isProgram(path))
}

/**
 * Absolute path of a program, from its variable (`FFMPEG_PATH` for `ffmpeg`) or from `PATH`; undefined when missing.
 * What was found is remembered, what was missing is looked for again: installing it needs no restart.
 */
export function findProgram(name: string, options: FindProgramOptions = {}): string | undefined {
  const env = options.env ?? process.env
  const own = env[`${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_PATH`]
  const searchPath = env['PATH'] ?? ''
  const key = JSON.stringify([name, own, searchPath])
  const path = found.get(key) ?? lookUp(name, own, searchPath)
  if (path !== undefined) found.set(key, path)
  return path
}

/** The error for a missing program or model, with the command that installs it. */
export function programMissing(
  program: keyof typeof INSTALL,
  options: { part?: string; cause?: unknown } = {},
): CuekitError {
  const { debian, macos } = INSTALL[program]
  return new CuekitError(
    'program_missing',
    `${options.part ?? program} is not installed on this machine. Debian and Ubuntu: ${debian}. macOS: ${macos}. ` +
      `A program in another place is named by ${program.toUpperCase()}_PATH.`,
    options.cause === undefined ? {} : { cause: options.cause },
  )
}
