import { letsapi } from '@cuekit/core/engines'
import { createCuekit } from '@cuekit/server'

export const cuekit = createCuekit({
  engine: letsapi({ apiKey: process.env.LETSAPI_API_KEY, baseURL: process.env.LETSAPI_BASE_URL }),
  storage: './.cuekit',
  authorize: (request) => ({ id: request.headers.get('x-user') ?? 'u1' }),
})
