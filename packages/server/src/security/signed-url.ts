import { CuekitError } from '@cuekit/core'
import type { LinkPurpose, Links } from '../context.ts'
import { equalTexts } from './equal-texts.ts'
import type { Sign } from './secret.ts'

const HOUR = 3600
/** Seconds a link lives at least: a long film with a pause. */
const LIFETIME = 12 * HOUR
// A link that changed with each look at a task would make a player load its media again and again.
const STEP = 6 * HOUR

/** Links that carry their own permission as `exp` and `sig`; they live 12 to 18 hours and stay the same for 6. */
export function createLinks({ sign, now }: { sign: Sign; now: () => number }): Links {
  function signature(taskId: string, purpose: LinkPurpose, expires: number): string {
    return sign('link', `${purpose}\n${taskId}\n${expires}`)
  }

  return {
    sign(taskId, purpose) {
      const expires = Math.ceil(now() / 1000 / STEP) * STEP + LIFETIME
      return `exp=${expires}&sig=${signature(taskId, purpose, expires)}`
    },

    verify(taskId, purpose, query) {
      const [exp, sig] = [query.get('exp'), query.get('sig')]
      if (exp === null && sig === null) return 'missing'
      const expires = /^\d{1,12}$/.test(exp ?? '') ? Number(exp) : Number.NaN
      if (sig === null || !equalTexts(sig, signature(taskId, purpose, expires))) {
        throw new CuekitError('link_invalid', 'The link is not valid; ask the task for a new one.')
      }
      if (expires * 1000 <= now()) {
        throw new CuekitError('link_invalid', 'The link has expired; ask the task for a new one.')
      }
      return 'valid'
    },
  }
}
