// npm run dev: the demo with reloading, packages rebuilt on change.
import { must, root, run, tool } from './run.mjs'
import { build, pnpm, setup } from './setup.mjs'

await setup({ forTests: false })
await build('--filter=./packages/*')
await must(tool('tsc'), ['-p', 'apps/demo/tsconfig.server.json'])
const codes = await Promise.all([
  run('npx', ['-y', '-p', pnpm, '--', 'turbo', 'watch', 'build', '--filter=./packages/*']),
  run(process.execPath, ['.server/server.js'], {
    cwd: `${root}apps/demo`,
    env: { NODE_ENV: 'development' },
  }),
])
process.exitCode = Math.max(...codes)
