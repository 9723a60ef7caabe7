import { letsapi } from '@cuekit/core/engines'
import { createCuekit } from '@cuekit/server'

// The user of this app is whoever the header names; a real one asks its session.
const userOf = async (request: Request) => ({ id: request.headers.get('x-user') ?? 'u1' })

export const ended: string[] = []
export const cuekit = createCuekit({
  engine: letsapi({ apiKey: process.env.LETSAPI_API_KEY, baseURL: process.env.LETSAPI_BASE_URL }),
  storage: './.cuekit',
  authorize: async (request) => ({ id: (await userOf(request)).id }),
  onTaskEnd: async ({ task, transcript }) => {
    ended.push(`${task.status}: ${transcript?.segments.length ?? 0} segments`)
  },
})
