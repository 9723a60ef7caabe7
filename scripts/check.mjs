// npm run check: everything a change must pass. `--without-tests` leaves out what `npm test` has just run.
import { rmSync } from 'node:fs'
import { readResults, resultsPath, writeResults } from './results.mjs'
import { root, run, tool } from './run.mjs'
import { setup, turbo } from './setup.mjs'

const withTests = !process.argv.includes('--without-tests')
const bin =
  (name, ...args) =>
  () =>
    run(tool(name), args)
const script =
  (name, ...args) =>
  () =>
    run(process.execPath, [`${root}scripts/${name}`, ...args])

const steps = {
  format: bin('oxfmt', '--check', '.'),
  lint: bin('oxlint', '--deny-warnings', '.'),
  build: () => turbo('build'),
  knip: bin('knip'),
  typecheck: () => turbo('typecheck'),
  packages: script('check-packages.mjs'),
  api: script('check-api.mjs'),
  size: bin('size-limit'),
  docs: script('check-docs.mjs'),
  packed: script('packed/check-packed.mjs'),
}

rmSync(resultsPath('check'), { force: true })
await setup({ forTests: true })
const failed = []
if (withTests && (await script('test.mjs')()) !== 0) failed.push('test')
for (const [name, step] of Object.entries(steps)) {
  console.log(`\n── ${name}`)
  const started = Date.now()
  const code = await step()
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
