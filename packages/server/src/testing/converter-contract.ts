import { messageChecks } from './converter-contract-messages.ts'
import type { PlainHandler } from './converter-contract-serve.ts'
import { streamChecks } from './converter-contract-streams.ts'

export interface ConverterTarget {
  /** Serves `handler` on a free port of 127.0.0.1 through the adapter under test. `url`: where it is mounted, no slash at the end. */
  listen(handler: PlainHandler): Promise<{ url: string; close(): Promise<void> }>
}

export interface ConverterCheck {
  name: string
  run(target: ConverterTarget): Promise<void>
}

/** What every adapter over Node's request and response has to keep of HTTP: each entry serves its own handler. */
export const converterContract: readonly ConverterCheck[] = Object.entries({
  ...messageChecks,
  ...streamChecks,
}).map(([name, check]) => ({
  name,
  async run(target) {
    const servers: { close(): Promise<void> }[] = []
    try {
      await check(async (handler) => {
        const server = await target.listen(handler)
        servers.push(server)
        return server.url
      })
    } finally {
      for (const server of servers) await server.close()
    }
  },
}))
