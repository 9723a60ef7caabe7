import type { Answer, Scenario } from './answer.ts'
import { SCENARIOS } from './scenarios.ts'

/** Reads scenarios joined by `;`, e.g. `E.6;E.17`. A string says what is wrong. */
export function parseScenarios(asked: string | null | undefined): Scenario[] | string {
  const found: Scenario[] = []
  for (const name of asked?.split(';') ?? []) {
    const scenario = SCENARIOS.get(name.trim())
    if (scenario === undefined) {
      return `x-emulator-scenario: there is no scenario "${name.trim()}". Known: ${[...SCENARIOS.keys()].join(', ')}.`
    }
    found.push(scenario.apply)
  }
  return found
}

/** The answer with one irregularity after the other. Only JSON has any: files and streams stay as they are. */
export async function applyScenarios(
  scenarios: readonly Scenario[],
  pathname: string,
  response: Response,
): Promise<Response> {
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  if (scenarios.length === 0 || !isJson) return response
  const first: Answer = {
    api: pathname.startsWith('/302/') ? '302' : 'openai',
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
  }
  const { status, body, text } = scenarios.reduce((answer, apply) => apply(answer), first)
  return new Response(text ?? JSON.stringify(body), { status, headers: response.headers })
}

/** `GET /_emulator/scenarios` */
export function listScenarios(): Response {
  const list = [...SCENARIOS].map(([name, { says }]) => ({ name, says }))
  return Response.json({ scenarios: list })
}
