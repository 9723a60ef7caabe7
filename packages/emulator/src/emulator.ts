import { CuekitError } from '@cuekit/core'
import type { Engine } from '@cuekit/core/engines'
import { randomUUID } from 'node:crypto'
import { faultyBody } from './faults/body-faults.ts'
import { type Faults, parseFaults } from './faults/parse-faults.ts'
import { createRules } from './faults/rules.ts'
import { createTaskFaults } from './faults/task-faults.ts'
import { withFaults } from './faults/with-faults.ts'
import { createHearing } from './hearing.ts'
import { createLedger, type Ledger, type LedgerCall } from './ledger.ts'
import { listen, type Listening, type ListenOptions } from './listen.ts'
import { openaiError } from './openai/errors.ts'
import { applyScenarios, listScenarios, parseScenarios } from './scenarios/apply-scenarios.ts'
import { transcriptions } from './openai/transcriptions.ts'
import { createRouter, type Route } from './router.ts'
import { extract } from './vt/extract.ts'
import { createVtTasks } from './vt/tasks.ts'

export interface EmulatorOptions {
  /** Hears what is not the known sample. Without one, other audio is answered with an honest error. */
  engine?: Engine
  /** Accepted keys. Default: any that begins with `sk-`. */
  apiKeys?: readonly string[]
  /** Spelling of the result's key. Default `subtitile`, as documented. */
  resultKey?: 'subtitile' | 'subtitle'
  /** 302 tasks that run at once. Default 2. */
  concurrency?: number
  /** Largest file behind `audio_url` in bytes. Default 200 MB. */
  maxAudioBytes?: number
  /** Longest time to fetch `audio_url`. Default 60 000. */
  fetchTimeoutMs?: number
  /** Fetches `audio_url`. Default the global `fetch`. */
  fetch?: typeof fetch
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number
}

/** Both upstream APIs: 302.AI under `/302/vt`, OpenAI's under `/v1/audio` and `/audio`. */
export interface Emulator {
  /** Answers without a network; goes wherever a client takes a `fetch`. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>
  /** Serves on `host` (default 127.0.0.1) and `port` (default 0: any free one). */
  listen(options?: ListenOptions): Promise<Listening>
  /** What was asked, and what it would have cost. Also `GET /_emulator/ledger`. */
  readonly ledger: Ledger
  /** Stops listening and stops the tasks that run. */
  close(): Promise<void>
}

const NO_FAULTS: Faults = new Map()

const OPTIONS = [
  'engine',
  'apiKeys',
  'resultKey',
  'concurrency',
  'maxAudioBytes',
  'fetchTimeoutMs',
  'fetch',
  'now',
]

/** Makes an emulator. Throws `invalid_option`. */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  checkOptions(options)
  const { engine, apiKeys, now = Date.now } = options
  const hearing = createHearing({ engine })
  const ledger = createLedger()
  const rules = createRules()
  const withTaskFaults = createTaskFaults()
  const tasks = createVtTasks({
    hearing,
    resultKey: options.resultKey ?? 'subtitile',
    concurrency: options.concurrency ?? 2,
  })
  const extraction = {
    tasks,
    maxAudioBytes: options.maxAudioBytes ?? 200_000_000,
    fetchTimeoutMs: options.fetchTimeoutMs ?? 60_000,
    fetch: options.fetch ?? fetch,
  }
  const routes: Route[] = [
    {
      method: 'POST',
      path: /^\/302\/vt\/subtitle\/extract$/,
      api: '302',
      handle: (request, call) => extract(request, call, extraction),
    },
    {
      method: 'GET',
      path: /^\/302\/vt\/tasks\/subtitle\/([^/]*)$/,
      api: '302',
      handle: async (request, _call, [id = '']) => tasks.get(id, request),
    },
    {
      method: 'POST',
      path: /^(?:\/v1)?\/audio\/transcriptions$/,
      api: 'openai',
      handle: (request, call) => transcriptions(request, call, hearing),
    },
    {
      method: 'GET',
      path: /^\/_emulator\/ledger$/,
      api: 'none',
      handle: async () => Response.json({ total: ledger.total(), calls: ledger.calls }),
    },
    {
      method: 'GET',
      path: /^\/_emulator\/scenarios$/,
      api: 'none',
      handle: async () => listScenarios(),
    },
    ...['GET', 'POST', 'DELETE'].map((method): Route => ({
      method,
      path: /^\/_emulator\/faults$/,
      api: 'none',
      handle: (request) => rules.handle(request),
    })),
  ]
  const route = createRouter(routes, apiKeys)
  const listening = new Set<Listening>()

  async function handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/_emulator/')) {
      return route(request, { ...createLedger().open(callOf(request, pathname)) }, [])
    }
    const call = ledger.open(callOf(request, pathname))
    const asked = askedOf(request) ?? rules.take(request.method, pathname) ?? {}
    if (asked.fault !== undefined) call.fault = asked.fault
    if (asked.scenario !== undefined) call.scenario = asked.scenario
    const faults = parseFaults(asked.fault) ?? NO_FAULTS
    const scenarios = parseScenarios(asked.scenario)
    const wrong = [faults, scenarios].find((parsed) => typeof parsed === 'string')
    if (typeof faults === 'string' || typeof scenarios === 'string') {
      return finish(openaiError(400, { message: String(wrong) }), call, NO_FAULTS, request)
    }
    const response = await withFaults(faults, request, call, async () =>
      applyScenarios(scenarios, pathname, await answer(request, call)),
    )
    return finish(await withTaskFaults(faults, request, response), call, faults, request)
  }

  /** A fault of the emulator itself is told; only a reset that was asked for cuts the connection. */
  async function answer(request: Request, call: LedgerCall): Promise<Response> {
    try {
      return await route(request, call, [])
    } catch (error) {
      request.signal.throwIfAborted()
      const why = error instanceof Error ? error.message : String(error)
      return openaiError(500, { message: `The emulator failed: ${why}`, type: 'server_error' })
    }
  }

  async function finish(
    response: Response,
    call: LedgerCall,
    faults: Faults,
    request: Request,
  ): Promise<Response> {
    call.status = response.status
    const headers = new Headers(response.headers)
    headers.set(call.path.startsWith('/302/') ? 'request-id' : 'x-request-id', call.requestId)
    const { status, body: stream } = response
    if (stream !== null && faults.size === 0 && isEventStream(response)) {
      return new Response(counted(stream, call), { status, headers })
    }
    const body = new Uint8Array(await response.arrayBuffer())
    call.responseBytes = body.length
    headers.set('content-length', String(body.length))
    const type = faults.get('content-type')
    if (type !== undefined) headers.set('content-type', type)
    return new Response(faultyBody(body, faults, request.signal), { status, headers })
  }

  function callOf(request: Request, path: string) {
    const id = randomUUID()
    return {
      at: new Date(now()).toISOString(),
      method: request.method,
      path,
      requestId: path.startsWith('/302/') ? id : `req_${id.replaceAll('-', '')}`,
    }
  }

  return {
    fetch: (input, init) =>
      handle(input instanceof Request && init === undefined ? input : new Request(input, init)),
    ledger,
    async listen(where) {
      const server = await listen(handle, where)
      listening.add(server)
      return server
    },
    async close() {
      await Promise.all([tasks.close(), ...[...listening].map((server) => server.close())])
    },
  }
}

const isEventStream = ({ headers }: Response): boolean =>
  headers.get('content-type')?.startsWith('text/event-stream') === true

function counted(body: ReadableStream<Uint8Array>, call: LedgerCall): ReadableStream<Uint8Array> {
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        call.responseBytes += chunk.length
        controller.enqueue(chunk)
      },
    }),
  )
}

/** What the request itself asks for; undefined where it asks for nothing. */
function askedOf({ headers }: Request): { fault?: string; scenario?: string } | undefined {
  const fault = headers.get('x-emulator-fault')
  const scenario = headers.get('x-emulator-scenario')
  if (fault === null && scenario === null) return undefined
  return { ...(fault !== null && { fault }), ...(scenario !== null && { scenario }) }
}

function checkOptions(options: EmulatorOptions): void {
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key))
  if (unknown !== undefined) {
    throw new CuekitError('invalid_option', `createEmulator has no option "${unknown}".`)
  }
  if (options.engine?.capabilities.accepts === 'url') {
    throw new CuekitError(
      'invalid_option',
      `The engine ${options.engine.name} wants a link, but the emulator has bytes: pass one that accepts bytes.`,
    )
  }
}
