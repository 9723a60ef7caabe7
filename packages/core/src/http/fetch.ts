import { readStream } from './read-stream.ts'
import type { RequestBody, Transport } from './transport.ts'

type Fetch = typeof globalThis.fetch

const emptyBody = async function* (): AsyncGenerator<Uint8Array> {}

async function toBlob(body: RequestBody): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of body.open()) parts.push(new Uint8Array(chunk))
  return new Blob(parts, { type: body.type })
}

function toStream(body: RequestBody): ReadableStream<Uint8Array> {
  let chunks: AsyncIterator<Uint8Array> | undefined
  return new ReadableStream(
    {
      async pull(controller) {
        chunks ??= body.open()[Symbol.asyncIterator]()
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await chunks?.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

// Browsers either lack streamed request bodies (Safari and Firefox send "[object ReadableStream]") or want HTTP/2 (Chrome).
const isBrowser = (): boolean => 'document' in globalThis || 'WorkerGlobalScope' in globalThis

/** A transport over a `fetch` of the caller's choice: another runtime's, a recorder, or a server in the same process. */
export function fetchTransport(fetch: Fetch): Transport {
  return async ({ method, url, headers, body, signal }) => {
    const init: RequestInit & { duplex?: 'half' } = { method, headers, signal, redirect: 'manual' }
    if (body && isBrowser()) init.body = await toBlob(body)
    else if (body) Object.assign(init, { body: toStream(body), duplex: 'half' })
    const response = await fetch(url.href, init)
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: response.body ? readStream(response.body) : emptyBody(),
    }
  }
}

/** The transport of runtimes other than Node. */
export function createTransport(): Transport {
  return fetchTransport((input, init) => globalThis.fetch(input, init))
}
