import { openaiError } from '../openai/errors.ts'
import { parseScenarios } from '../scenarios/apply-scenarios.ts'
import { parseFaults } from './parse-faults.ts'

/** A fault, a scenario or both for the requests that match. */
interface Rule {
  /** Exact, or everything that begins so with `*` at the end. Missing: any. */
  path?: string
  /** Missing: any. */
  method?: string
  /** Requests it is still for. Missing: all until cleared. */
  times?: number
  fault?: string
  scenario?: string
}

/** What `/_emulator/faults` was told, for clients whose headers cannot be changed. */
export interface Rules {
  /** The oldest rule that matches, which counts as met. */
  take(method: string, pathname: string): Rule | undefined
  /** `POST` adds a rule, `GET` lists those in force, `DELETE` clears. */
  handle(request: Request): Promise<Response>
}

export function createRules(): Rules {
  let rules: Rule[] = []
  return {
    take(method, pathname) {
      const rule = rules.find(
        (one) => (one.method === undefined || one.method === method) && isPath(one.path, pathname),
      )
      if (rule?.times !== undefined) {
        rule.times -= 1
        if (rule.times === 0) rules = rules.filter((one) => one !== rule)
      }
      return rule
    },
    async handle(request) {
      if (request.method === 'DELETE') {
        rules = []
        return new Response(null, { status: 204 })
      }
      if (request.method === 'POST') {
        const rule = parseRule(await request.json().catch(() => undefined))
        if (typeof rule === 'string') return openaiError(400, { message: rule })
        rules.push(rule)
      }
      return Response.json({ faults: rules })
    },
  }
}

function isPath(wanted: string | undefined, pathname: string): boolean {
  if (wanted === undefined) return true
  return wanted.endsWith('*') ? pathname.startsWith(wanted.slice(0, -1)) : pathname === wanted
}

/** A string says what is wrong. */
function parseRule(body: unknown): Rule | string {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return 'The body has to be a JSON object such as { "path": "/v1/*", "times": 1, "fault": "status=502" }.'
  }
  const { path, method, times, fault, scenario, ...unknown }: Record<string, unknown> = { ...body }
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) {
    return `There is no "${stranger}" here. Known: path, method, times, fault, scenario.`
  }
  if (path !== undefined && (typeof path !== 'string' || !path.startsWith('/'))) {
    return 'path has to begin with a slash.'
  }
  if (method !== undefined && typeof method !== 'string') return 'method has to be a string.'
  if (times !== undefined && (!Number.isSafeInteger(times) || Number(times) < 1)) {
    return 'times has to be a whole number from 1.'
  }
  if (!isText(fault) || !isText(scenario)) return 'fault and scenario have to be strings.'
  if (fault === undefined && scenario === undefined) {
    return 'fault is missing, e.g. "status=502", or scenario, e.g. "E.6".'
  }
  for (const parsed of [parseFaults(fault), parseScenarios(scenario)]) {
    if (typeof parsed === 'string') return parsed
  }
  return {
    ...(path === undefined ? {} : { path }),
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(fault === undefined ? {} : { fault }),
    ...(scenario === undefined ? {} : { scenario }),
  }
}

const isText = (value: unknown): value is string | undefined =>
  value === undefined || typeof value === 'string'
