// The closing line of CI: what the test run and the check run counted. In CI nothing may be skipped or missing.
import { readResults } from './results.mjs'

const parts = ['test', 'check'].map((name) => ({ name, counts: readResults(name) }))
let passed = 0
let failed = 0
for (const { name, counts } of parts) {
  if (counts === undefined) {
    console.error(`${name} left no result`)
    failed += 1
    continue
  }
  if (counts.skipped > 0) {
    console.error(`${name} skipped ${counts.skipped}: in CI nothing is skipped`)
    failed += counts.skipped
  }
  passed += counts.passed
  failed += counts.failed
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
