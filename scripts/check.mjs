// npm run check: everything a change must pass. `--without-tests` leaves out what `npm test` has just run.
import { rmSync } from 'node:fs'
import { readResults, resultsPath, writeResults } from './results.mjs'
import { root, run, tool } from './run.mjs'
import { setup } from './setup.mjs'

const withTests = !process.argv.includes('--without-tests')
const node = (script, ...args) => [process.execPath, [`${root}scripts/${script}`, ...args]]

const steps = {
  format: [tool('oxfmt'), ['--check', '.']],
  lint: [tool('oxlint'), ['--deny-warnings', '.']],
  build: [tool('turbo'), ['run', 'build', '--output-logs=errors-only']],
  knip: [tool('knip'), []],
  typecheck: [tool('turbo'), ['run', 'typecheck', '--output-logs=errors-only']],
  packages: node('check-packages.mjs'),
  api: node('check-api.mjs'),
  size: [tool('size-limit'), []],
  docs: node('check-docs.mjs'),
  packed: node('packed/check-packed.mjs'),
}

rmSync(resultsPath('check'), { force: true })
await setup({ forTests: true })
const failed = []
if (withTests && (await run(...node('test.mjs'))) !== 0) failed.push('test')
for (const [name, [command, args]] of Object.entries(steps)) {
  console.log(`\n── ${name}`)
  const started = Date.now()
  const code = await run(command, args)
  console.log(
    `── ${name} ${code === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  )
  if (code !== 0) failed.push(name)
}

const ran = Object.keys(steps).length
const counts = {
  passed: ran - failed.filter((name) => name !== 'test').length,
  failed: failed.filter((name) => name !== 'test').length,
  skipped: 0,
}
writeResults('check', counts)
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
const tests = withTests ? readResults('test') : undefined
console.log(
  `${counts.passed + (tests?.passed ?? 0)} passed, ${counts.failed + (tests?.failed ?? 0)} failed`,
)
process.exitCode = failed.length === 0 ? 0 : 1
