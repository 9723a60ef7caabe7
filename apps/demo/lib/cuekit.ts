import { anonymous, createCuekit } from '@cuekit/server'
import { chooseEngine } from './engine.ts'

const port = process.env['PORT'] ?? '3000'

/** One instance for the route handlers and the middleware: both get the same one, though Next bundles its own copy of this file. */
export const cuekit = createCuekit({
  engine: chooseEngine().engine,
  storage: process.env['CUEKIT_STORAGE'] ?? './.cuekit',
  // A signed cookie per visitor is right for a demo; an application asks its own session here.
  authorize: anonymous(),
  publicUrl: process.env['CUEKIT_PUBLIC_URL'] ?? `http://127.0.0.1:${port}/api/cuekit`,
  limits: { maxBytes: 2_000_000_000 },
})
