// publint and attw over every public package: exports exist, types resolve, nothing is missing from the tarball.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, tool } from './run.mjs'
import { pnpm } from './setup.mjs'
import { publicPackages } from './workspace.mjs'

let failed = 0
for (const { name, folder } of publicPackages()) {
  console.log(`\n${name}`)
  const out = mkdtempSync(join(tmpdir(), 'cuekit-pack-'))
  const codes = [
    await run(tool('publint'), ['run', '--strict', folder]),
    await run('npx', ['-y', pnpm, 'pack', '--pack-destination', out], { cwd: folder }),
  ]
  const tarball = readdirSync(out).find((file) => file.endsWith('.tgz'))
  if (tarball !== undefined)
    codes.push(
      await run(tool('attw'), [join(out, tarball), '--profile', 'esm-only', '--format', 'ascii']),
    )
  rmSync(out, { recursive: true })
  if (tarball === undefined || codes.some((code) => code !== 0)) failed += 1
}
process.exitCode = failed === 0 ? 0 : 1
