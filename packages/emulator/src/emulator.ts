import { CuekitError } from '@cuekit/core'
import type { Engine } from '@cuekit/core/engines'
import { randomUUID } from 'node:crypto'
import { faultyBody } from './faults/body-faults.ts'
import { type Faults, parseFaults } from './faults/parse-faults.ts'
import { createRules } from './faults/rules.ts'
import { createTaskFaults } from './faults/task-faults.ts'
import { withFaults } from './faults/with-faults.ts'
import { createFetchMedia } from './fetch-media.ts'
import { createFileStore, withOwnFiles } from './files.ts'
import { createHearing } from './hearing.ts'
import { createLedger, type Ledger, type LedgerCall } from './ledger.ts'
import { listen, type Listening, type ListenOptions } from './listen.ts'
import { openaiError } from './openai/errors.ts'
import { applyScenarios, parseScenarios } from './scenarios/apply-scenarios.ts'
import { createRouter } from './router.ts'
import { createRoutes } from './routes.ts'
import type { Burn } from './vt/burn.ts'
import { createVtTasks } from './vt/tasks.ts'
import type { Translate } from './vt/translate.ts'

export interface EmulatorOptions {
  /** Hears what is not the known sample. Without one, other audio is answered with an honest error. */
  engine?: Engine
  /** Accepted keys. Default: any that begins with `sk-`. */
  apiKeys?: readonly string[]
  /** Spelling of the result's key. Default `subtitile`, as documented. */
  resultKey?: 'subtitile' | 'subtitle'
  /** 302 tasks that run at once. Default 2. */
  concurrency?: number
  /** Translates subtitles. Without one, `subtitle/translate` is answered with 302's -10009. */
  translate?: Translate
  /** Burns subtitles in. Without one, `subtitle/burn` is answered with 302's -10009. */
  burn?: Burn
  /** Largest file behind `audio_url` or `url` in bytes. Default 200 MB. */
  maxAudioBytes?: number
  /** Longest time to fetch `audio_url` or `url`. Default 60 000. */
  fetchTimeoutMs?: number
  /** Fetches `audio_url` and `url`. Default the global `fetch`. */
  fetch?: typeof fetch
  /** Milliseconds since the epoch. Default `Date.now`. */
  now?: () => number
}

/** Both upstream APIs: 302.AI under `/302`, OpenAI's under `/v1/audio` and `/audio`. */
export interface Emulator {
  /** Answers without a network; goes wherever a client takes a `fetch`. */
  fetch(input: Request | URL | string, init?: RequestInit): Promise<Response>
  /** Serves on `host` (default 127.0.0.1) and `port` (default 0: any free one). */
  listen(options?: ListenOptions): Promise<Listening>
  /** What was asked, and what it would have cost. Also `GET /_emulator/ledger`. */
  readonly ledger: Ledger
  /** Stops listening, stops the tasks that run and removes the files that were made. */
  close(): Promise<void>
}

const NO_FAULTS: Faults = new Map()

const OPTIONS = [
  'engine',
  'apiKeys',
  'resultKey',
  'concurrency',
  'translate',
  'burn',
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
  const tasks = createVtTasks({ concurrency: options.concurrency ?? 2 })
  const files = createFileStore()
  const maxBytes = options.maxAudioBytes ?? 200_000_000
  const routes = createRoutes({
    hearing,
    ledger,
    rules,
    tasks,
    files,
    fetchMedia: createFetchMedia({
      maxBytes,
      timeoutMs: options.fetchTimeoutMs ?? 60_000,
      fetch: withOwnFiles(files, options.fetch ?? fetch),
    }),
    resultKey: options.resultKey ?? 'subtitile',
    maxBytes,
    translate: options.translate,
    burn: options.burn,
  })
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
      await files.close()
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
