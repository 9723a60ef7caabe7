// npm start: set up, build and serve the demo.
import { root, run } from './run.mjs'
import { build, setup } from './setup.mjs'

await setup({ forTests: false })
await build('--filter=@cuekit/demo')
process.exitCode = await run(process.execPath, ['.server/server.js'], {
  cwd: `${root}apps/demo`,
  env: { NODE_ENV: 'production' },
})
