import { letsapi } from '@cuekit/core/engines'
import { createCuekit } from '@cuekit/server'
import { contractOptions } from '@cuekit/server/testing'

const baseURL = process.env.EMULATOR_URL

export const cuekit = createCuekit({
  ...contractOptions,
  engine: letsapi({ apiKey: 'sk-test', ...(baseURL === undefined ? {} : { baseURL }) }),
  storage: process.env.CUEKIT_STORAGE ?? './.cuekit',
})
