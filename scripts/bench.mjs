// npm run bench: ratios against peers in one run; the table is printed, bench/results.json holds the rows.
import { must, tool, root } from './run.mjs'
import { setup } from './setup.mjs'

await setup({ forTests: false })
await must(tool('turbo'), ['run', 'build', '--filter=./packages/*', '--output-logs=errors-only'])
await must(process.execPath, [`${root}bench/run.mjs`, ...process.argv.slice(2)])
