// npm run bench: ratios against peers in one run; the table is printed, bench/results.json holds the rows.
import { must, root } from './run.mjs'
import { build, setup } from './setup.mjs'

await setup({ forTests: false })
await build('--filter=./packages/*')
await must(process.execPath, [`${root}bench/run.mjs`, ...process.argv.slice(2)])
