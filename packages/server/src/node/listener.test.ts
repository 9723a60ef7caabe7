import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from 'vitest'
import { converterContract } from '../testing/converter-contract.ts'
import { toNodeListener } from './listener.ts'

async function serve(listener: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('node:http keeps what HTTP promises', () => {
  for (const check of converterContract) {
    it(check.name, () =>
      check.run({
        listen: (handler) =>
          serve((req, res) => void toNodeListener(handler, { onError() {} })(req, res)),
      }),
    )
  }
})
