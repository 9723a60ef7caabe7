// npm test: set up, build, and run every test, the browser's included. Arguments go to vitest.
import { readFileSync, rmSync } from 'node:fs'
import { resultsPath, writeResults } from './results.mjs'
import { run, tool } from './run.mjs'
import { build, setup } from './setup.mjs'

const report = resultsPath('vitest-report')
rmSync(resultsPath('test'), { force: true })
rmSync(report, { force: true })

await setup({ forTests: true })
await build()
const code = await run(tool('vitest'), [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
])

let counts = { passed: 0, failed: 1, skipped: 0 }
try {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites } =
    JSON.parse(readFileSync(report, 'utf8'))
  // A file that cannot be loaded has no failed test of its own.
  const failed =
    numFailedTests === 0 && (numFailedTestSuites > 0 || code !== 0) ? 1 : numFailedTests
  counts = { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests }
} catch (error) {
  console.error(`The test runner left no report: ${error.message}`)
}
writeResults('test', counts)
console.log(`${counts.passed} passed, ${counts.failed} failed`)
process.exitCode = code === 0 && counts.failed === 0 ? 0 : 1
