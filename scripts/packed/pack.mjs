import { existsSync } from 'node:fs'
import { pnpm } from '../setup.mjs'
import { publicPackages } from '../workspace.mjs'
import { run } from './processes.mjs'

/** Packs every public package into `into`. Resolves with package name -> path of its tarball. */
export async function packAll(into) {
  const tarballs = {}
  for (const { name, folder } of publicPackages()) {
    if (!existsSync(`${folder}/dist`)) throw new Error(`${name} is not built: npx turbo build`)
    // pnpm writes real versions in place of `workspace:` and `catalog:`.
    const output = await run('npx', ['-y', pnpm, 'pack', '--json', '--pack-destination', into], {
      cwd: folder,
    })
    tarballs[name] = JSON.parse(output.slice(output.indexOf('{'))).filename
  }
  return tarballs
}
