import { errorChecks } from './handler-contract-errors.ts'
import { readingChecks } from './handler-contract-reading.ts'
import { type Check, createVisitor, type HandlerTarget } from './handler-contract-target.ts'
import { uploadChecks } from './handler-contract-uploads.ts'

export interface HandlerCheck {
  name: string
  run(target: HandlerTarget): Promise<void>
}

const all: Record<string, Check> = { ...readingChecks, ...uploadChecks, ...errorChecks }

/**
 * What a server must answer whichever adapter it is mounted by, over real HTTP. Each check comes as a new visitor, so that
 * they may run in any order and at the same time. Fits any test runner: a check throws `AssertionError`.
 */
export const handlerContract: readonly HandlerCheck[] = Object.entries(all).map(
  ([name, check]) => ({ name, run: (target) => check(createVisitor(target), target) }),
)
