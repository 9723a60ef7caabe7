// npm run dev: the demo with reloading, packages rebuilt on change.
import { must, root, run, tool } from './run.mjs'
import { setup } from './setup.mjs'

await setup({ forTests: false })
await must(tool('turbo'), ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'])
await must(tool('tsc'), ['-p', 'apps/demo/tsconfig.server.json'])
const codes = await Promise.all([
  run(tool('turbo'), ['watch', 'build', '--filter=./packages/*', '--output-logs=errors-only']),
  run(process.execPath, ['.server/server.js'], {
    cwd: `${root}apps/demo`,
    env: { NODE_ENV: 'development' },
  }),
])
process.exitCode = Math.max(...codes)
