/** What is needed of a child process. */
interface Child {
  readonly pid?: number | undefined
  kill(signal: 'SIGKILL'): boolean
  once(event: 'close' | 'error', listener: () => void): unknown
}

const running = new Set<Child>()

/** Ends a child that was spawned `detached`, together with everything it started. */
export function killGroup(child: Child): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // No such group: it has ended, or the system (Windows) has none.
    child.kill('SIGKILL')
  }
}

function killAll(): void {
  for (const child of running) killGroup(child)
}

/** A detached child outlives its parent, so an exiting process takes its children along. */
export function killOnExit(child: Child): void {
  if (running.size === 0) process.once('exit', killAll)
  running.add(child)
  const forget = (): void => {
    running.delete(child)
    if (running.size === 0) process.removeListener('exit', killAll)
  }
  child.once('close', forget)
  child.once('error', forget)
}
