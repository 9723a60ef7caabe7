// npm start: set up, build and serve the demo.
import { must, root, run, tool } from './run.mjs'
import { setup } from './setup.mjs'

await setup({ forTests: false })
await must(tool('turbo'), ['run', 'build', '--filter=@cuekit/demo', '--output-logs=errors-only'])
process.exitCode = await run(process.execPath, ['.server/server.js'], {
  cwd: `${root}apps/demo`,
  env: { NODE_ENV: 'production' },
})
