import { findProgram } from './programs.ts'

/** Ceilings of one process. Each is enforced by the kernel where `prlimit` (util-linux) is present. */
export interface ProcessLimits {
  /** Processor time in seconds. */
  cpuSeconds?: number
  /** Address space in bytes. */
  memoryBytes?: number
  /** Largest file the process may write, in bytes. */
  fileBytes?: number
}

/** Runs a command that should end at once; true when it ends well. */
export type Trial = (command: string, args: string[]) => Promise<boolean>

const usable = new Map<string, Promise<boolean>>()

// Present is not the same as usable: a container may forbid it, busybox has other flags, and a lower hard limit of the
// parent makes prlimit fail. So each wrapper proves itself once on `true`.
function works([command = '', ...args]: readonly string[], trial: Trial): Promise<boolean> {
  const key = [command, ...args].join('\0')
  const known = usable.get(key) ?? trial(command, [...args, 'true'])
  usable.set(key, known)
  return known
}

function prlimit(path: string, limits: ProcessLimits): string[] {
  const { cpuSeconds, memoryBytes, fileBytes } = limits
  return [
    path,
    '--core=0',
    ...(cpuSeconds === undefined ? [] : [`--cpu=${Math.ceil(cpuSeconds)}`]),
    ...(memoryBytes === undefined ? [] : [`--as=${Math.ceil(memoryBytes)}`]),
    ...(fileBytes === undefined ? [] : [`--fsize=${Math.ceil(fileBytes)}`]),
    '--',
  ]
}

/**
 * The words to put before a command: `prlimit` for the limits, `setpriv` so that the child dies with us even when we are
 * killed, `nice` so that the web server stays quick. Every one is left out where the system lacks it (macOS, Windows).
 */
export async function wrappers(limits: ProcessLimits, trial: Trial): Promise<string[]> {
  const limiter = findProgram('prlimit')
  const setpriv = findProgram('setpriv')
  const nice = findProgram('nice')
  const wanted = [
    limiter && prlimit(limiter, limits),
    setpriv && [setpriv, '--pdeathsig', 'KILL'],
    nice && [nice, '-n', '10'],
  ].filter((wrapper) => wrapper !== undefined && wrapper !== '')
  const working = await Promise.all(
    wanted.map(async (wrapper) => ((await works(wrapper, trial)) ? wrapper : [])),
  )
  return working.flat()
}
