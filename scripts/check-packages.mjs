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
  const packed = await run('npx', ['-y', pnpm, '--silent', 'pack', '--pack-destination', out], {
    cwd: folder,
  })
  const tarball = join(out, readdirSync(out).find((file) => file.endsWith('.tgz')) ?? '')
  const codes = [
    packed,
    await run(tool('publint'), ['run', '--strict', tarball]),
    await run(tool('attw'), [tarball, '--profile', 'esm-only', '--quiet']),
  ]
  rmSync(out, { recursive: true })
  if (codes.some((code) => code !== 0)) failed += 1
}
process.exitCode = failed === 0 ? 0 : 1
