import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import { CuekitError } from '@cuekit/core'
import { aborted } from './aborted.ts'
import { createPrivateFolder } from './private-folder.ts'
import { isProgram } from './programs.ts'
import { killGroup, killOnExit } from './process-group.ts'
import { type ProcessLimits, type Trial, wrappers } from './wrappers.ts'

export interface RunProgramOptions {
  args: readonly string[]
  /** Working folder. Missing: a private one, removed afterwards. */
  cwd?: string
  limits?: ProcessLimits & {
    /** Wall time in milliseconds. Default 60 000. */
    wallMs?: number
    /** What is kept of stdout when there is no `read`. More ends the program. Default 1 MiB. */
    stdoutBytes?: number
  }
  /** Takes stdout as it comes, with back-pressure. When it throws the program is ended and its error thrown. */
  read?: (stdout: AsyncIterable<Uint8Array>) => Promise<void>
  signal?: AbortSignal
}

export interface ProgramResult {
  /** `exit`: ended by itself (or by the kernel for a limit, see `killedBy`); the others: ended by us. */
  ended: 'exit' | 'wall-time' | 'stdout-limit'
  /** Null when a signal ended it. */
  exitCode: number | null
  killedBy: NodeJS.Signals | null
  /** Empty when `read` took it. */
  stdout: Uint8Array
  /** The last 16 KiB. */
  stderr: string
}

const STDERR_BYTES = 16 * 1024

/** Few variables: what a loader needs to find its libraries, nothing that could be a secret. */
function environment(folder: string): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SystemRoot']
  const entries = kept.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(entries), HOME: folder, TMPDIR: folder, LC_ALL: 'C' }
}

/** Reads to the end whatever comes, keeping the last bytes: an unread pipe blocks the program that writes to it. */
async function readTail(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let tail = Buffer.alloc(0)
  for await (const chunk of stream) tail = Buffer.concat([tail, chunk]).subarray(-STDERR_BYTES)
  return tail.toString('utf8')
}

async function readAll(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  onTooMuch: () => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    bytes += chunk.byteLength
    if (bytes > limit) onTooMuch()
    else chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const succeeds: Trial = (command, args) =>
  new Promise((resolve) => {
    execFile(command, args, { timeout: 5000 }, (error) => resolve(error === null))
  })

function exitOf(child: ChildProcess): Promise<{ code: number | null; by: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, by) => resolve({ code, by }))
  })
}

async function run(
  program: string,
  cwd: string,
  options: RunProgramOptions,
): Promise<ProgramResult> {
  const { args, limits = {}, read, signal } = options
  const [command = program, ...rest] = [...(await wrappers(limits, succeeds)), program, ...args]
  if (signal?.aborted) throw aborted(signal)

  // `detached` makes the child the leader of its own group, so that one kill reaches its children too.
  const child = spawn(command, rest, {
    cwd,
    env: environment(cwd),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  killOnExit(child)
  let ended: ProgramResult['ended'] = 'exit'
  const end = (why: ProgramResult['ended']): void => {
    ended = why
    killGroup(child)
  }
  const onAbort = (): void => killGroup(child)
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(() => end('wall-time'), limits.wallMs ?? 60_000)

  try {
    const stdout = read
      ? read(child.stdout).then(() => new Uint8Array())
      : readAll(child.stdout, limits.stdoutBytes ?? 1024 * 1024, () => end('stdout-limit'))
    // Killing a reader's program closes its pipe early; the reader's own failure must not leave the program behind.
    stdout.catch(() => killGroup(child))
    const [exit, out, err] = await Promise.allSettled([
      exitOf(child),
      stdout,
      readTail(child.stderr),
    ])
    if (signal?.aborted) throw aborted(signal)
    if (exit.status === 'rejected') throw exit.reason
    if (out.status === 'rejected' && ended === 'exit') throw out.reason
    return {
      ended,
      exitCode: exit.value.code,
      killedBy: exit.value.by,
      stdout: out.status === 'fulfilled' ? out.value : new Uint8Array(),
      stderr: err.status === 'fulfilled' ? err.value : '',
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

/**
 * Runs a program (an absolute path, see `findProgram`) in a cage: argument array and never a shell, own process group, few
 * environment variables, private folder, time and size limits, both pipes always drained. An exit code other than 0 is a
 * result, not an error. Throws `aborted` after the whole group was killed, `program_missing` when there is no such program.
 */
export async function runProgram(
  program: string,
  options: RunProgramOptions,
): Promise<ProgramResult> {
  // Asked here because with a wrapper in front it is the wrapper that starts, and fails with a number of its own.
  if (!isAbsolute(program) || !isProgram(program)) {
    throw new CuekitError('program_missing', 'A program that this needs is not installed here.')
  }
  if (options.cwd !== undefined) return run(program, options.cwd, options)
  const folder = await createPrivateFolder()
  try {
    return await run(program, folder.path, options)
  } finally {
    await folder.dispose()
  }
}
