import type { CuekitError } from '../errors/error.ts'
import type { TaskView } from '../schemas/task-view.ts'

export interface Waiter {
  resolve(view: TaskView): void
  reject(error: CuekitError): void
}

/** The one promise that somebody may be waiting on; it is settled once, whoever comes first. */
export interface Pending extends Waiter {
  waiting(): boolean
  /** The next one, or none; the one before has to be settled first. */
  replace(next: Waiter | undefined): void
}

export function createPending(): Pending {
  let waiter: Waiter | undefined
  /** Forgotten before it is told: what it does may start the next. */
  const take = (): Waiter | undefined => {
    const taken = waiter
    waiter = undefined
    return taken
  }
  return {
    waiting: () => waiter !== undefined,
    replace(next) {
      waiter = next
    },
    resolve: (view) => take()?.resolve(view),
    reject: (error) => take()?.reject(error),
  }
}
