import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until `condition` holds; rejects after 10 s, saying what did not happen. */
export async function untilTrue(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = Date.now() + 10_000
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Within 10 s it did not happen: ${what}.`)
    await sleep(10)
  }
}
