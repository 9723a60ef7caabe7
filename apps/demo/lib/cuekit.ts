import { anonymous, createCuekit } from '@cuekit/server'
import { chooseEngine } from './engine.ts'
import { publicUrl } from './public-url.ts'

const address = publicUrl()

/** One instance for the route handlers and the middleware: both get the same one, though Next bundles its own copy of this file. */
export const cuekit = createCuekit({
  engine: chooseEngine().engine,
  storage: process.env['CUEKIT_STORAGE'] ?? './.cuekit',
  // A signed cookie per visitor is right for a demo; an application asks its own session here.
  authorize: anonymous(),
  ...(address === undefined ? {} : { publicUrl: address }),
  limits: { maxBytes: 2_000_000_000 },
})
