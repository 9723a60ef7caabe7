import { vtError } from '../vt/errors.ts'
import type { Faults } from './parse-faults.ts'

const POLL = /^\/302\/vt\/tasks\/subtitle\//
const KEPT = 1000

/** Bends the true answer of a poll as the faults say; any other answer stays as it is. */
export type TaskFaults = (faults: Faults, request: Request, answer: Response) => Promise<Response>

/** The faults that go by the number of polls count those of each task that met them. */
export function createTaskFaults(): TaskFaults {
  const polls = new Map<string, number>()

  function count(task: string): number {
    const seen = (polls.get(task) ?? 0) + 1
    polls.delete(task)
    polls.set(task, seen)
    // A Map keeps the order of insertion: the one asked least recently goes.
    for (const old of polls.keys()) {
      if (polls.size <= KEPT) break
      polls.delete(old)
    }
    return seen
  }

  return async (faults, request, answer) => {
    const { pathname } = new URL(request.url)
    if (!POLL.test(pathname) || answer.status !== 200) return answer
    if (faults.has('endless-queue')) return Response.json({ status: 'queue', result: {} })
    const word = faults.get('task-status')
    if (word !== undefined) return Response.json({ status: word, result: {} })
    const vanish = faults.get('vanish')
    if (vanish === undefined && !faults.has('backwards')) return answer

    const seen = count(pathname)
    if (vanish !== undefined && seen > Number(vanish || 1)) {
      return vtError(request, '-10010', '(x-emulator-fault asked for a task that vanishes.)')
    }
    if (faults.has('backwards') && seen === 1) {
      return Response.json({ status: 'processing', progress: 60, result: {} })
    }
    if (faults.has('backwards') && seen === 2) return Response.json({ status: 'queue', result: {} })
    return answer
  }
}
