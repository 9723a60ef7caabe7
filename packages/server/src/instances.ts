import { CuekitError } from '@cuekit/core'
import type { Cuekit } from './context.ts'

interface Known {
  cuekit: Cuekit
  /** Where it keeps its tasks and which engine it uses. */
  identity: string
}

// Express and Next in one process load this file twice; what both can see is `globalThis`.
const keyOf = (name: string): symbol => Symbol.for(`cuekit:${name}`)
const shared = globalThis as unknown as Record<symbol, Known | undefined>

/** The instance of this name, made at the first call. Throws `instance_conflict` when there is another one of that name. */
export function sharedInstance(name: string, identity: string, make: () => Cuekit): Cuekit {
  const known = shared[keyOf(name)]
  if (!known) {
    const cuekit = make()
    shared[keyOf(name)] = { cuekit, identity }
    return cuekit
  }
  if (known.identity === identity) return known.cuekit
  throw new CuekitError(
    'instance_conflict',
    `There is an instance "${name}" with another storage or engine in this process; pass another \`name\`, or close() the first.`,
  )
}

/** Forgets an instance, if it is the one of that name. */
export function removeInstance(name: string, cuekit: Cuekit): void {
  if (shared[keyOf(name)]?.cuekit === cuekit) delete shared[keyOf(name)]
}
